import { describe, expect, it } from "vitest";
import { readPackFiles } from "#adapters/local/pack-files";
import { parsePack } from "#core/profiles/pack";
import { parseJourneys } from "#core/profiles/pack-journeys";
import { sendingRulesOf } from "#core/profiles/sending-rules-of";

const files = await readPackFiles("core/profiles/healthcare");

const changed = (file: string, from: string, to: string) => {
  const text = files[file] ?? "";
  if (!text.includes(from)) throw new Error(`Cannot find "${from}" in "${file}"`);
  return { ...files, [file]: text.replace(from, to) };
};

const without = (file: string) => {
  const { [file]: _, ...rest } = files;
  return rest;
};

const packOf = (from: Readonly<Record<string, string>>) => {
  const read = parsePack(from);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.problems));
  return read.value;
};

const problemsOf = (from: Readonly<Record<string, string>>) => {
  const read = parsePack(from);
  if (read.ok) return [];
  return read.refusal.problems.map((one) => `${one.file}:${one.line}:${one.column} ${one.message}`);
};

const staleOf = (pack: ReturnType<typeof packOf>, id: string) => {
  const step = pack.journeys.flatMap(({ steps }) => steps).find((one) => one.id === id);
  return step?.do.kind === "use" ? step.do.staleAfterMs : null;
};

const hashOf = (pack: ReturnType<typeof packOf>, slug: string) =>
  pack.journeys.find((journey) => journey.slug === slug)?.hash;

describe("the healthcare pack", () => {
  it("is good, and orders its journeys by slug where none is more urgent", () => {
    const pack = packOf(files);
    expect(pack.journeys.map(({ slug }) => slug)).toEqual([
      "after-visit",
      "answers",
      "deposit",
      "deposit-again",
      "deposit-link",
      "move-watch",
      "no-show-recovery",
      "reminder-sequence",
      "thank-you",
      "unreachable",
    ]);
    expect(pack).toMatchObject({ name: "healthcare", version: "1.3.0", minimumGapMs: 14_400_000 });
    expect(Object.keys(pack.templates)).toContain("reminder-two-days");
  });

  it.each(["50.00", "0.00 USD", "50.001 USD", "50 dollars"])(
    "asks for no deposit of %s, and says where that stands",
    (amount) => {
      const [problem] = problemsOf(changed("deposit.yaml", "50.00 USD", `"${amount}"`));
      expect(problem).toMatch(/^deposit\.yaml:31:15 Cannot read the amount/);
    },
  );

  it("has a text for each that its journeys send, and ends none later than the visit's own events", () => {
    const sequence = packOf(files).journeys.find(({ slug }) => slug === "reminder-sequence");
    expect(sequence?.until).toEqual([
      "appointment.rescheduled",
      "appointment.moved_away",
      "appointment.cancelled",
      "appointment.no_show",
      "appointment.started",
    ]);
    const begins = sequence?.steps.filter(({ needs }) => needs.length === 0).map(({ id }) => id);
    expect(begins).toEqual(["which-text", "two-days-before", "one-day-before", "six-hours-before"]);
  });

  it("puts its own stale where a text says none, and the hash knows it", () => {
    const later = packOf(
      changed("pack.yaml", "confirmation:\n    stale: 14h", "confirmation:\n    stale: 15h"),
    );
    const pack = packOf(files);
    expect(staleOf(pack, "booking-text")).toBe(14 * 3_600_000);
    expect(staleOf(later, "booking-text")).toBe(15 * 3_600_000);
    expect(staleOf(later, "two-days-reminder")).toBe(18 * 3_600_000);
    expect(hashOf(later, "reminder-sequence")).not.toBe(hashOf(pack, "reminder-sequence"));
    expect(hashOf(later, "move-watch")).toBe(hashOf(pack, "move-watch"));
  });

  it("lays down what one customer gets at most, and what a booking allows", () => {
    expect(sendingRulesOf(packOf(files))).toEqual({
      impliedByBooking: ["reminder"],
      caps: [
        { name: "daily_cap", counts: "texts", most: 3, days: 1 },
        { name: "reminder_daily_cap", counts: "reminders", most: 1, days: 1 },
        { name: "reminder_weekly_cap", counts: "reminders", most: 3, days: 7 },
      ],
    });
    const trusting = packOf(changed("pack.yaml", "consent: own", "consent: booking"));
    expect(sendingRulesOf(trusting).impliedByBooking).toEqual(["reminder", "review"]);
  });

  it("need say nothing of texts that it does not have: three a day is what everybody keeps to", () => {
    const text = files["pack.yaml"] ?? "";
    const short = text.slice(0, text.indexOf("  # What follows needs a consent"));
    const pack = packOf({ ...files, "pack.yaml": short });
    expect(sendingRulesOf(pack).caps).toEqual([
      { name: "daily_cap", counts: "texts", most: 3, days: 1 },
    ]);
    // What older runs have pinned does not change with it.
    expect(hashOf(pack, "reminder-sequence")).toBe(hashOf(packOf(files), "reminder-sequence"));
  });

  it("takes the purpose of a text that says none for a reminder", () => {
    const silent = changed("reminder-sequence.yaml", "      purpose: reminder\n", "");
    const step = packOf(silent)
      .journeys.flatMap(({ steps }) => steps)
      .find(({ id }) => id === "two-days-reminder");
    expect(step?.do).toMatchObject({ with: { purpose: "reminder" } });
  });

  it("asks the more urgent journey first", () => {
    const urgent = changed("unreachable.yaml", "version: 1", "version: 1\npriority: 5");
    expect(packOf(urgent).journeys[0]?.slug).toBe("unreachable");
  });
});

describe("a pack with mistakes", () => {
  it("is told of a journey that names a missing text", () => {
    expect(problemsOf(without("templates/reminder-one-day.liquid"))).toEqual([
      expect.stringMatching(
        /^reminder-sequence\.yaml:\d+:17 Cannot find the template "reminder-one-day"/,
      ),
    ]);
  });

  it("is told of a text that the linter refuses", () => {
    const id = "templates/reminder-one-day.liquid";
    expect(problemsOf({ ...files, [id]: "{{ clinic.name }}: your surgery is near" })).toEqual([
      expect.stringContaining(`${id}:1:1 Cannot say "surgery"`),
    ]);
  });

  it("is told of every file at once", () => {
    const broken = {
      ...without("texts.yaml"),
      "pack.yaml": "name: healthcare\nversion: one\n",
      "extra.yml": "",
      "notes.md": "Welcome.",
      "moves.yaml": files["move-watch.yaml"] ?? "",
    };
    expect(problemsOf(broken)).toEqual([
      'extra.yml:1:1 Cannot use the file "extra.yml": a pack has journeys (….yaml) and templates/….liquid',
      'moves.yaml:1:1 Cannot use the slug "move-watch": the file is named "moves.yaml"',
      'pack.yaml:1:1 Cannot read the document: the key "title" is missing',
      'pack.yaml:1:1 Cannot read the document: the key "minimumGap" is missing',
      'pack.yaml:1:1 Cannot read the document: the key "purposes" is missing',
      'pack.yaml:2:10 Cannot use this "version": write three numbers, as in 1.0.0',
      'texts.yaml:1:1 Cannot find the file "texts.yaml"',
    ]);
  });

  it("is told of a file's mistakes from the top, whoever has found them", () => {
    const word = 'if: appointment.status == "boked"';
    const first = changed("reminder-sequence.yaml", "if: appointment.reachable", word);
    const file = first["reminder-sequence.yaml"]?.replace("timeout: 4h", "timeout: soon");
    const lines = problemsOf({ ...files, "reminder-sequence.yaml": file ?? "" });
    expect(lines.map((line) => Number(line.split(":")[1]))).toEqual([18, 87]);
  });

  it("is told of caps and consents that are none, each at its line", () => {
    const generous = changed("pack.yaml", "  texts:\n    perDay: 3", "  texts:\n    perDay: 4");
    expect(problemsOf(generous)).toEqual([expect.stringMatching(/^pack\.yaml:\d+:13 .*perDay/)]);
    const sly = changed(
      "pack.yaml",
      "  deposit:\n    stale: 14h",
      "  deposit:\n    consent: booking\n    stale: 14h",
    );
    expect(problemsOf(sly)).toEqual([expect.stringMatching(/^pack\.yaml:\d+:5 .*"consent"/)]);
    const gossip = changed("reminder-sequence.yaml", "purpose: reminder", "purpose: gossip");
    expect(problemsOf(gossip)).toEqual([
      expect.stringMatching(/^reminder-sequence\.yaml:\d+:16 .*"purpose"/),
    ]);
  });

  it("is told of a link to pay in a text that is not about the deposit, where the text names it", () => {
    const sly = changed("deposit.yaml", "      purpose: deposit\n", "      purpose: reminder\n");
    expect(problemsOf(sly)).toEqual([
      expect.stringMatching(
        /^templates\/deposit-request\.liquid:\d:1 Cannot name "deposit\.link": the step "request" of "deposit\.yaml" sends this text with the purpose "reminder"/,
      ),
      expect.stringMatching(/^templates\/deposit-request\.liquid:\d:1 Cannot name "deposit\.link"/),
    ]);
    // A text whose step names no purpose is a reminder, too.
    const silent = changed("deposit.yaml", "      purpose: deposit\n", "");
    expect(problemsOf(silent)).toHaveLength(2);
    const borrowed = changed(
      "thank-you.yaml",
      "template: confirmed-thanks",
      "template: deposit-reminder",
    );
    expect(problemsOf(borrowed)[0]).toContain('of "thank-you.yaml"');
  });

  it.each([
    [
      'if: appointment.status == "booked" # Who',
      'if: appointment.status == "boked" # Who',
      '68:31 Cannot compare "appointment.status" with "boked": it is one of booked, confirmed, rescheduled, in_progress, completed, no_show, cancelled (did you mean "booked"?)',
    ],
    [
      'in ["booked", "confirmed"]',
      'in ["booked", "confirmd"]',
      '60:42 Cannot compare "appointment.status" with "confirmd"',
    ],
    [
      "if: appointment.reachable # Without",
      'if: customer["risk"].level != "hihg" # Without',
      '18:31 Cannot compare "customer.risk.level" with "hihg": it is one of low, medium, high (did you mean "high"?)',
    ],
    [
      "- when: appointment.plan == 1",
      "- when: \"'sms' == appointment.confirmed_by\"",
      '34:16 Cannot compare "appointment.confirmed_by" with "sms": it is one of customer, operator, payment, or empty',
    ],
    [
      'if: steps["second-answer"].outcome == "timed_out"',
      'if: steps["second-answer"].outcome == "timedout"',
      '90:43 Cannot compare "steps.second-answer.outcome" with "timedout": it is one of received, timed_out, skipped (did you mean "timed_out"?)',
    ],
  ])("is told of a word that a fact can never be: %s", (from, to, expected) => {
    const [problem] = problemsOf(changed("reminder-sequence.yaml", from, to));
    expect(problem).toContain(`reminder-sequence.yaml:${expected}`);
  });

  it("is told of rules that are none", () => {
    expect(problemsOf(changed("texts.yaml", "gsm7Only: true", "gsm7Only: maybe"))[0]).toContain(
      'texts.yaml:1:1 Cannot use the file "texts.yaml":',
    );
  });
});

describe("the journeys of a pack that was in use before", () => {
  it("are those of the pack, whatever is thought of its texts today", () => {
    const { "texts.yaml": _, ...old } = files;
    expect(packOf(files).journeys).toHaveLength(10);
    const read = parseJourneys(old);
    expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(packOf(files).journeys));
  });

  it("are those of the pack, also where a word of theirs would be refused today", () => {
    const old = changed("reminder-sequence.yaml", 'in ["booked", "confirmed"]', 'in ["boked"]');
    expect(problemsOf(old)).toHaveLength(1);
    expect(parseJourneys(old).ok).toBe(true);
  });

  it.each([
    ["pack.yaml", "minimumGap: 4h", "minimumGap: soon"],
    ["deposit.yaml", "appointment.booked", "appointment.dreamt"],
  ])("are none where one of them cannot be read: %s", (file, from, to) => {
    expect(parseJourneys(changed(file, from, to))).toMatchObject({
      ok: false,
      refusal: { code: "pack_invalid", problems: [{ file }] },
    });
  });
});

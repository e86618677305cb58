import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { as } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { exitCodeFor } from "#local/demo-audit";
import { carrierTexts, faultsIn, histories } from "#local/demo-carrier";
import { type DemoReport, type DemoSettings, playDemo } from "#local/demo-play";
import { printed } from "#local/demo-print";
import { comparisonLines } from "#local/demo-table";
import { e164 } from "#local/demo-week";
import { tenant } from "#local/seed";

/** Each play takes seconds, on a busy machine many. */
const patient = { timeout: 240_000 };
const program = fileURLToPath(new URL("../../local/demo.ts", import.meta.url));

/** The default week, played once for all who only read it. */
const firstWeek = async () => {
  let told: Awaited<ReturnType<typeof histories>> = [];
  let texts: ReturnType<typeof carrierTexts> = [];
  const report = await playDemo({
    seed: 1,
    meddle: async (week) => {
      told = await histories(week.stage);
      texts = carrierTexts(week);
    },
  });
  return { report, told, texts };
};
let week: Awaited<ReturnType<typeof firstWeek>>;
beforeAll(async () => {
  week = await firstWeek();
}, patient.timeout);

const shownByAll = [
  "five times, three of them at once. Appointments: 1. Texts about it: 1.",
  "This half came first.",
  "This half came second.",
  "books only 30 h ahead",
  "books only 5 h ahead",
  "without a phone",
  "within quiet hours",
  "so it is not sent again blindly",
  "Looked up at the carrier",
  "48 hours before is 09:00",
  '"Two days before, same time" would be 10:00',
  "The clocks go forward",
  "gets the page to choose another time",
  "gets the page to give the time back",
  "a deposit is asked for, by a link",
  "does not come, and says nothing",
  "books anew after the missed visit",
];

const expectWholeStory = ({ audit, days }: DemoReport): void => {
  const { planned, sent, suppressed, failed, pending } = audit.texts;
  const { withAro, without } = audit.outcome;
  const notes = days.flatMap((day) => day.notes.map(({ note }) => note)).join("\n");

  expect(audit.broken).toEqual([]);
  expect(exitCodeFor(audit)).toBe(0);
  expect(planned).toBe(sent + suppressed + failed + pending);
  expect(audit).toMatchObject({ optOuts: 3, webhooks: { repeated: 4 } });
  expect(audit.erased).toMatchObject({ readableBefore: true, readableAfter: false });
  expect(withAro.kept + withAro.missed + withAro.cancelled).toBe(40);
  expect(without).toMatchObject({ booked: 40, moved: 4, cancelled: 3 });
  expect(withAro.missedPercent).toBeLessThan(without.missedPercent);
  expect(withAro.reviews.answered).toBeGreaterThan(0);
  expect(withAro.again.booked).toBeGreaterThan(0);
  expect(audit.suppressedWhy["no_consent"] ?? 0).toBeLessThan(15);
  expect(shownByAll.filter((words) => !notes.includes(words))).toEqual([]);
};

/** A line for each day, and nothing else. */
const progress = /^(?: {2}\w{3} \d{1,2} \w{3} … \d+ texts sent\n)+$/;

describe("the demo", patient, () => {
  it("prints the same bytes in Tokyo in German as it does here", async () => {
    const env = { ...process.env, TZ: "Asia/Tokyo", LANG: "de_DE", LC_ALL: "de_DE" };
    const there = await promisify(execFile)(process.execPath, [program], { env });

    expect(there.stdout).toBe(printed(week.report));
    expect(there.stderr).toMatch(progress);
    expect(there.stderr.split("\n").length).toBeGreaterThan(10);
  });

  it("ends without a complaint where nobody reads on", async () => {
    const child = spawn(process.execPath, [program, "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy(); // As `| head -1` does when it has seen enough.
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    await once(child, "close");

    expect(complaints).toMatch(progress);
    expect(child.exitCode).toBe(0);
  });

  it("prints lines that fit a narrow terminal, without colour or a path of this machine", () => {
    const text = printed(week.report);

    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    for (const foreign of ["\u001B", "/tmp", "aro-demo-"]) expect(text).not.toContain(foreign);
    expect(text).toContain("it adds up.");
    expect(text).toContain("Every promise was kept.");
  });

  it("keeps every promise, and shows all that it is there to show", () =>
    expectWholeStory(week.report));

  it("does so in another week, too", async () => expectWholeStory(await playDemo({ seed: 77 })));
});

describe("the same customers without ARO", patient, () => {
  it("are those of whom no text ever arrives: only texts make the difference", async () => {
    const silent: DemoSettings["prepare"] = async ({ house }) => {
      const refused = { kind: "rejected", why: "number_unreachable", providerCode: null } as const;
      const send = async () => refused;
      const find = async () => ({ kind: "absent" as const });
      Object.assign(house.composed.deps, { messenger: { send, find } });
    };
    const { audit } = await playDemo({ seed: 1, prepare: silent });

    const { withAro, without } = audit.outcome;
    expect(audit.texts.sent).toBe(0);
    expect(withAro).toEqual(without);
  });

  it("are told in the closing table, with what it rests on", () => {
    const text = comparisonLines(week.report.audit.outcome).join("\n");

    expect(text).toMatch(/no-show rate +\d+\.\d % +27\.0 %/);
    expect(text).toContain("is\n  assumed (docs/concepts/simulated-customers.md).");
  });
});

describe("what the demo counts", patient, () => {
  it("says so, and fails, when a text has gone twice", async () => {
    const report = await playDemo({ seed: 1, meddle: sendAgain });

    expect(report.audit.faults).toMatchObject({ duplicates: 1, unasked: 1 });
    expect(exitCodeFor(report.audit)).toBe(2);
    expect(printed(report)).toContain("BROKEN: no text goes twice.");
  });

  it("finds a text that tells of a time that no longer stands, and one that comes at night", () => {
    const { told, texts } = week;
    const late = texts.map((text) => ({ ...text, at: plusMs(text.at, 30 * 24 * 3_600_000) }));
    const atNight = texts.map((text) => ({ ...text, at: plusMs(text.at, 12 * 3_600_000) }));

    expect(faultsIn(texts, told)).toEqual({ duplicates: 0, stale: 0, unasked: 0, atNight: 0 });
    expect(faultsIn(late, told).stale).toBeGreaterThan(100);
    expect(faultsIn(atNight, told).atNight).toBeGreaterThan(10);
  });

  it("finds a commit that somebody has changed in the file", async () => {
    const report = await playDemo({
      seed: 1,
      meddle: async ({ stage }) => {
        const { db } = stage.house.composed;
        db.run("DROP TRIGGER commits_are_never_changed");
        const sql =
          "UPDATE commits SET body = replace(body, 'booked', 'b00ked') WHERE position = 1";
        await db.write(() => db.run(sql));
      },
    });

    expect(report.audit.broken).toContain("the hash chain of every stream verifies");
    expect(exitCodeFor(report.audit)).toBe(2);
  });
});

const sendAgain: NonNullable<DemoSettings["meddle"]> = async ({ stage, parts }) => {
  const [part] = parts;
  if (part === undefined) throw new Error("Cannot meddle: nobody is in the cast");
  const phone = e164(part);
  const [first] = stage.carrier.phone.messages(phone);
  const to = { kind: "phone", phone } as const;
  const message = { tenant, executionId: as<never>("again"), to, body: first?.body ?? "" };
  const now = stage.now();
  await stage.house.composed.deps.messenger.send(
    { ...message, usefulUntil: plusMs(now, 60_000) },
    now,
  );
};

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { as } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { exitCodeFor } from "#local/demo-audit";
import { carrierTexts, faultsIn, histories } from "#local/demo-carrier";
import { type DemoSettings, playDemo } from "#local/demo-play";
import { printed } from "#local/demo-print";
import { e164, type PlayedWeek } from "#local/demo-week";
import { tenant } from "#local/seed";

const patient = { timeout: 60_000 };
const program = fileURLToPath(new URL("../../local/demo.ts", import.meta.url));

/** The demo as somebody on another machine would start it. */
const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
  });
  return { stdout, stderr };
};

describe("the demo", patient, () => {
  it("prints the same bytes in Tokyo in German as it does here", async () => {
    const here = await run([]);
    const there = await run(["--seed", "1"], { TZ: "Asia/Tokyo", LANG: "de_DE", LC_ALL: "de_DE" });

    expect(there.stdout).toBe(here.stdout);
    expect(here.stderr).toBe("");
  });

  it.each([[[]], [["--json"]]])(
    "ends without a complaint where nobody reads on: %j",
    async (args) => {
      const child = spawn(process.execPath, [program, ...args], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      child.stdout.destroy(); // As `| head -1` does when it has seen enough.
      let complaints = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        complaints += text;
      });
      await once(child, "close");

      expect([complaints, child.exitCode]).toEqual(["", 0]);
    },
  );

  it("prints lines that fit a narrow terminal, without colour or a path of this machine", async () => {
    const text = printed(await playDemo({ seed: 3 }));

    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    for (const foreign of ["\u001B", "/tmp", "aro-demo-"]) expect(text).not.toContain(foreign);
    expect(text).toContain("it adds up.");
    expect(text).toContain("Every promise was kept.");
  });

  it.each([1, 77])(
    "keeps every promise with seed %i, and shows all that it is there to show",
    async (seed) => {
      const { audit, days } = await playDemo({ seed });
      const { planned, sent, suppressed, failed, pending } = audit.texts;
      const notes = days.flatMap((day) => day.notes.map(({ note }) => note)).join("\n");

      expect(audit.broken).toEqual([]);
      expect(exitCodeFor(audit)).toBe(0);
      expect(planned).toBe(sent + suppressed + failed + pending);
      expect(audit).toMatchObject({ bookings: 40, rescheduled: 4, cancelled: 3, optOuts: 3 });
      expect(audit.webhooks).toMatchObject({ repeated: 4 });
      expect(audit.erased).toMatchObject({ readableBefore: true, readableAfter: false });
      for (const shown of [
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
      ])
        expect(notes).toContain(shown);
    },
  );
});

describe("what the demo counts", patient, () => {
  it("says so, and fails, when a text has gone twice", async () => {
    const report = await playDemo({ seed: 1, meddle: sendAgain });

    expect(report.audit.faults).toMatchObject({ duplicates: 1, unasked: 1 });
    expect(exitCodeFor(report.audit)).toBe(2);
    expect(printed(report)).toContain("BROKEN: no text goes twice.");
  });

  it("finds a text that tells of a time that no longer stands, and one that comes at night", async () => {
    await watching(async (week) => {
      const told = await histories(week.stage);
      const texts = carrierTexts(week);
      const late = texts.map((text) => ({ ...text, at: plusMs(text.at, 14 * 24 * 3_600_000) }));
      const atNight = texts.map((text) => ({ ...text, at: plusMs(text.at, 12 * 3_600_000) }));

      expect(faultsIn(texts, told)).toEqual({ duplicates: 0, stale: 0, unasked: 0, atNight: 0 });
      expect(faultsIn(late, told).stale).toBe(texts.length);
      expect(faultsIn(atNight, told).atNight).toBeGreaterThan(10);
    });
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

const watching = async (watch: (week: PlayedWeek) => Promise<void>): Promise<void> => {
  await playDemo({ seed: 1, meddle: watch });
};

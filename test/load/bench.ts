import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { measureImport } from "#test/load/import";
import { measureMemory } from "#test/load/memory";
import { measureReminders } from "#test/load/reminders";
import { measureReplies } from "#test/load/replies";
import { measureWebhooks } from "#test/load/webhooks";

/**
 * `npm run bench`: measures, and never asserts; machines are shared and noisy. `--quick` takes less of
 * everything; `--json` prints one object on stdout, progress goes to stderr either way.
 */
const isQuick = process.argv.includes("--quick");
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Seconds of a part of the gate, if it has been run here: `npm test` leaves its reports. */
const testSeconds = (project: "core" | "unit"): number | null => {
  try {
    const report = JSON.parse(readFileSync(`reports/${project}.json`, "utf8")) as {
      startTime: number;
      testResults: { endTime: number }[];
    };
    return (
      (Math.max(...report.testResults.map(({ endTime }) => endTime)) - report.startTime) / 1000
    );
  } catch {
    return null;
  }
};

const figures = {
  machine: { cpus: cpus().length, model: cpus()[0]?.model ?? "unknown", node: process.version },
  webhooks: await measureWebhooks({
    bookings: isQuick ? 4_000 : 10_000,
    runs: isQuick ? 3 : 5,
    openSeconds: isQuick ? 5 : 20,
    say,
  }),
  reminders: await measureReminders({
    appointments: isQuick ? 3_000 : 10_000,
    runs: isQuick ? 3 : 5,
    say,
  }),
  replies: await measureReplies({ texts: isQuick ? 500 : 5_000, say }),
  import: await measureImport({ rows: isQuick ? 20_000 : 100_000, runs: isQuick ? 1 : 3, say }),
  memory: await measureMemory(isQuick ? 20_000 : 200_000, say),
  coreTestsSeconds: testSeconds("core"),
  otherTestsSeconds: testSeconds("unit"),
};

mkdirSync("reports", { recursive: true });
writeFileSync("reports/bench.json", `${JSON.stringify(figures, null, 2)}\n`);
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(figures)}\n`);
else {
  const { webhooks, reminders, replies, import: list, memory } = figures;
  process.stdout.write(
    [
      "",
      `webhook to durable commit   ${webhooks.bookingsPerSecond.toFixed(0)} /s (wanted: 2,000)`,
      `p99 at 500/s                ${webhooks.openLoop.p99Ms.toFixed(1)} ms (wanted: under 20)`,
      `reminders to the carrier    ${reminders.remindersPerSecond.toFixed(0)} /s (wanted: 2,000)`,
      `text to recorded outcome    p99 ${replies.p99Ms.toFixed(1)} ms (wanted: under 20)`,
      `customers from a list       ${list.rowsPerSecond.toFixed(0)} rows/s (wanted: 5,000)`,
      `${memory.pendingAppointments} pending add   ${memory.addedMb.toFixed(0)} MB (wanted: under 150 for 200,000)`,
      "",
    ].join("\n"),
  );
}

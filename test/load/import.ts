import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { at, epochMs } from "#core/kernel/time";
import { importList, openList } from "#local/import-list";
import { inStoppedHouse } from "#local/stopped-house";
import { median } from "#test/load/bookings";
import { newFolder, removeFolder } from "#test/load/server";
import { sandboxConfiguration } from "#local/sandbox-configuration";

export type ImportFigures = {
  /** New customers, from the file's first byte to the last commit on the disk. */
  readonly rowsPerSecond: number;
  readonly runs: readonly number[];
  /** The same file once more: nothing changes. */
  readonly unchangedPerSecond: number;
  /** What the process had grown by at its largest. */
  readonly addedMb: number;
};

/** A list of that many customers, imported into an empty folder, in process. */
export const measureImport = async ({
  rows,
  runs,
  say,
}: {
  readonly rows: number;
  readonly runs: number;
  readonly say: (line: string) => void;
}): Promise<ImportFigures> => {
  const folder = newFolder();
  const path = join(folder, "customers.csv");
  try {
    await writeList(path, rows);
    const measured: Run[] = [];
    for (let run = 1; run <= runs; run++) {
      measured.push(await timed(path, rows));
      say(`import: ${measured.at(-1)?.added.toFixed(0)} rows/s (run ${run} of ${runs})`);
    }
    return {
      rowsPerSecond: median(measured.map(({ added }) => added)),
      runs: measured.map(({ added }) => added),
      unchangedPerSecond: median(measured.map(({ unchanged }) => unchanged)),
      addedMb: Math.max(...measured.map(({ addedMb }) => addedMb)),
    };
  } finally {
    removeFolder(folder);
  }
};

type Run = { readonly added: number; readonly unchanged: number; readonly addedMb: number };

const timed = async (path: string, rows: number): Promise<Run> => {
  const folder = newFolder();
  const configuration = sandboxConfiguration(folder);
  try {
    return await inStoppedHouse(configuration, async ({ deps }) => {
      const before = process.memoryUsage.rss();
      let most = before;
      const pass = async (importId: string, kind: "added" | "unchanged"): Promise<number> => {
        const began = performance.now();
        const wish = {
          path,
          importId,
          operator: "bench",
          isDryRun: false,
          country: null,
          evidence: null,
          columns: {},
        };
        const list = await openList(wish);
        if (!list.ok) throw new Error("The list cannot be used");
        const report = await importList(deps, list.value, wish, {
          onColumns: () => {},
          onRejected: () => {},
          onProgress: () => (most = Math.max(most, process.memoryUsage.rss())),
          isStopped: () => false,
        });
        if (report[kind] !== rows) throw new Error("Not every row was taken");
        return rows / ((performance.now() - began) / 1000);
      };
      const added = await pass("first", "added");
      const unchanged = await pass("second", "unchanged");
      return { added, unchanged, addedMb: (most - before) / 1024 / 1024 };
    });
  } finally {
    removeFolder(folder);
  }
};

/** As a booking system exports it: a byte order mark, a name, a written number, consent with its source. */
const writeList = async (path: string, rows: number): Promise<void> => {
  const file = createWriteStream(path);
  file.write(
    "\uFEFFFirst Name,Last Name,Mobile,E-mail,Language,SMS consent,Consent date,Consent source\r\n",
  );
  const consented = new Date(epochMs(at("2026-01-15T00:00:00Z"))).toISOString().slice(0, 10);
  for (let row = 0; row < rows; row++) {
    const number = String(2_000_000 + row).padStart(7, "0");
    const phone = `(404) ${number.slice(0, 3)}-${number.slice(3)}`;
    const cells = [`Person${row}`, "O’Example", phone, `person${row}@example.com`, "en", "yes"];
    const room = file.write(`${[...cells, consented, "intake form"].join(",")}\r\n`);
    if (!room) await once(file, "drain");
  }
  file.end();
  await finished(file);
};

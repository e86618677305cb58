import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sign } from "#adapters/calendly/sample";
import { fromEpochMs } from "#core/kernel/time";
import type { Chance } from "#test/killed/chance";
import { type House, startHouse } from "#test/killed/house";
import { type Inspected, inspect } from "#test/killed/inspect";
import { commandsOf, storyFrom } from "#test/killed/story";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** An acknowledgement, and how long the write-ahead log was when it came: by then it was on the disk. */
export type Mark = { readonly command: string; readonly logBytes: number };

/** A database and its log as they lay on the disk while the server was at work. */
export type Frozen = {
  readonly folder: string;
  readonly log: Buffer;
  readonly marks: readonly Mark[];
  readonly remove: () => void;
};

/** Keeps a server busy, stops it dead in the middle (SIGSTOP), and copies what is on the disk. */
export const freezeAtWork = async (seed: number): Promise<Frozen> => {
  const [work, kept] = [temporaryDirectory(), temporaryDirectory()];
  const house = await startHouse({ folder: work.path });
  try {
    const marks = await keepBusy(house, work.path, seed);
    process.kill(house.pid, "SIGSTOP");
    for (const name of ["aro.db", "aro.db-wal", "vault.key", "sandbox.json"])
      copyFileSync(work.file(name), kept.file(name));
    const log = readFileSync(kept.file("aro.db-wal"));
    return { folder: kept.path, log, marks, remove: kept.remove };
  } finally {
    await house.kill();
    work.remove();
  }
};

/** Bookings and changes, eight at a time, until a number of them is acknowledged; the rest is under way then. */
const keepBusy = async (house: House, folder: string, seed: number): Promise<readonly Mark[]> => {
  const { url, signingSecret } = house.sandbox.endpoints.calendly;
  const deeds = storyFrom(seed, { customers: 60 }).steps.flatMap((step) => step.deeds);
  const bodies = deeds.flatMap(({ kind, body }) => (kind === "webhook" ? [body] : []));
  const marks: Mark[] = [];
  const enough = Math.floor(bodies.filter((body) => commandsOf(body).length === 1).length * 0.8);
  const client = async (): Promise<void> => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
      const headers = sign(body, signingSecret, fromEpochMs(Date.now()));
      const response = await fetch(url, { method: "POST", headers, body });
      const [command = "", ...instead] = commandsOf(body);
      const isPlain = instead.length === 0;
      if (response.ok && isPlain) marks.push({ command, logBytes: logBytes(folder) });
      if (marks.length >= enough) return;
    }
  };
  await Promise.race(Array.from({ length: 8 }, client));
  return [...marks];
};

const logBytes = (folder: string): number => statSync(join(folder, "aro.db-wal")).size;

/** Where a log may end: at any byte, and just before, at and behind the borders of its frames. */
export const cutsOf = ({ log }: Frozen, chance: Chance, count: number): readonly number[] => {
  const pageBytes = log.readUInt32BE(8); // https://sqlite.org/fileformat2.html#the_write_ahead_log
  const frames = Math.floor((log.length - headerBytes) / (pageBytes + frameHeaderBytes));
  return Array.from({ length: count }, (_, n) => {
    if (n % 2 === 0) return chance.below(log.length + 1);
    const border = headerBytes + chance.below(frames + 1) * (pageBytes + frameHeaderBytes);
    return Math.max(0, border + chance.pick([-1, 0, 1]));
  });
};

const headerBytes = 32;
const frameHeaderBytes = 24;

/** The data as they are found after the cut; `torn` leaves half a kilobyte of nonsense where the log ends. */
export const inspectCut = async (frozen: Frozen, cut: number, torn: Buffer): Promise<Inspected> => {
  const here = temporaryDirectory();
  try {
    layCut(frozen, here.path, Buffer.concat([frozen.log.subarray(0, cut), torn]));
    return await inspect(here.path);
  } finally {
    here.remove();
  }
};

export const layCut = ({ folder }: Frozen, into: string, log: Buffer): void => {
  for (const name of ["aro.db", "vault.key", "sandbox.json"])
    copyFileSync(join(folder, name), join(into, name));
  writeFileSync(join(into, "aro.db-wal"), log);
};

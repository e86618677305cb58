import { setTimeout as sleep } from "node:timers/promises";
import { newFolder, removeFolder, startServer } from "#test/load/server";
import { fill } from "#test/load/fill";

export type MemoryFigures = {
  readonly pendingAppointments: number;
  readonly emptyMb: number;
  readonly withPendingMb: number;
  readonly addedMb: number;
};

const settleMs = 5_000;

/** What pending appointments add to a process: the same program on an empty folder, and on a full one. */
export const measureMemory = async (
  appointments: number,
  say: (line: string) => void,
): Promise<MemoryFigures> => {
  const empty = newFolder();
  const full = newFolder();
  try {
    const emptyMb = await residentAfterStart(empty);
    await fill(full, appointments, say);
    const withPendingMb = await residentAfterStart(full);
    const addedMb = withPendingMb - emptyMb;
    say(`memory: ${appointments} pending appointments add ${addedMb.toFixed(0)} MB`);
    return { pendingAppointments: appointments, emptyMb, withPendingMb, addedMb };
  } finally {
    removeFolder(empty);
    removeFolder(full);
  }
};

const residentAfterStart = async (folder: string): Promise<number> => {
  const server = await startServer(folder);
  for (let asked = 0; asked < 20; asked++) await fetch(`${server.baseUrl}/`).then((r) => r.text());
  await sleep(settleMs);
  const residentMb = server.residentMb();
  await server.stop();
  return residentMb;
};

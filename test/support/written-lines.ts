import { vi } from "vitest";

/** What the process writes from here on, in place of writing it, until `vi.restoreAllMocks`. */
export const writtenFromNow = (): string[] => {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
  return written;
};

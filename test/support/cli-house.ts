import { vi } from "vitest";
import { runCli } from "#cli/run";
import { type TestHouse, testHouse } from "#test/support/house";
import { memoryIo } from "#test/support/memory-io";

export type CliHouse = Omit<TestHouse, "close"> & {
  /** `aro` with these words, as typed by somebody who has this server's address and a token. */
  readonly aro: (
    typed: readonly string[],
    isJson?: boolean,
  ) => Promise<{ readonly code: number; readonly text: string }>;
  readonly close: () => Promise<void>;
};

/** A house whose server `aro` reaches by `fetch`, without a socket. Close it: `fetch` is another one until then. */
export const cliHouse = async (now: string): Promise<CliHouse> => {
  const house = await testHouse(now);
  vi.stubGlobal("fetch", (address: string, init?: RequestInit) =>
    house.handle(new Request(address, init)),
  );
  const { deps, tokens } = house.composed;
  await tokens.put(token, deps.localTenant);
  return {
    ...house,
    aro: async (typed, isJson = false) => {
      const io = memoryIo(isJson);
      const code = await runCli([...typed, "--url", "http://127.0.0.1", "--token", token], io);
      return { code, text: [...io.said, ...io.complained].join("\n") };
    },
    close: async () => {
      vi.unstubAllGlobals();
      await house.close();
    },
  };
};

const token = "token-of-a-test";

import { AsyncLocalStorage } from "node:async_hooks";

const running = new AsyncLocalStorage<string>();

/** Which function is running: for whoever counts what it asks for. */
export const callerNow = (): string => running.getStore() ?? "outside";

export const calledBy = <T>(name: string, call: () => T): T => running.run(name, call);

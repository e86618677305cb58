import { describe, expect, it } from "vitest";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { firstFault } from "#core/kernel/chain";
import type { Decider, Facts } from "#core/kernel/decider";
import { as, type CommandId, type StreamName } from "#core/kernel/ids";
import type { Command, Event } from "#core/kernel/message";
import { ok, refuse } from "#core/kernel/result";
import { plusMs } from "#core/kernel/time";
import { monday } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

type Counted = Event & { readonly by: number };
type Wish = { readonly add: number };
type Full = { readonly code: "full" };

/** Counts up to ten; to add nothing is no news. */
const counter: Decider<number, Wish, Counted, Full, Facts & { readonly most: number }> = {
  initial: 0,
  decide: (count, { add }, { most }) => {
    if (count + add > most) return refuse({ code: "full" });
    return ok(add === 0 ? [] : [{ type: "counted", by: add }]);
  },
  evolve: (count, event) => count + event.by,
};

const stream: StreamName = as("counter/1");

const command = (id: string, add: number, other: Partial<Command<Wish>> = {}): Command<Wish> => ({
  tenant,
  stream,
  commandId: as<CommandId>(id),
  cause: {
    correlationId: as("story-1"),
    causationId: as("cause-1"),
    actor: { kind: "operator", name: "Ann" },
  },
  wish: { add },
  ...other,
});

const handle = (memory: MemoryApp, wish: Command<Wish>) =>
  handleCommand(memory.app, counter, wish, { most: 10 });
const count = (memory: MemoryApp) => stateAfter(counter, memory.commitsOf(stream));

/** Another process over the same data. */
const elsewhere = ({ app }: MemoryApp): MemoryApp["app"] => ({ ...app, store: { ...app.store } });

/** Somebody else who writes first, so many times. */
const rivals = (memory: MemoryApp, times: number, add = 1): void => {
  let left = times;
  memory.beforeAppend = async () => {
    if (left === 0) return null;
    left -= 1;
    const honest = memory.beforeAppend;
    memory.beforeAppend = async () => null;
    await handleCommand(elsewhere(memory), counter, command(`rival-${left}`, add), { most: 10 });
    memory.beforeAppend = honest;
    return null;
  };
};

describe("a command", () => {
  it("is written as one commit, with who wanted it and the story it belongs to", async () => {
    const memory = memoryApp(monday);
    expect(await handle(memory, command("one", 3))).toEqual({ kind: "committed", version: 1 });
    expect(memory.commitsOf(stream)).toMatchObject([
      {
        version: 1,
        commandId: "one",
        at: monday,
        events: [{ type: "counted", by: 3 }],
        cause: { correlationId: "story-1", actor: { kind: "operator", name: "Ann" } },
      },
    ]);
  });

  it("goes on with the story of its stream where it brings none, or begins one", async () => {
    const memory = memoryApp(monday);
    const { cause } = command("x", 1);
    const silent = { cause: { ...cause, correlationId: null } };
    await handle(memory, command("one", 1));
    await handle(memory, command("two", 1, silent));
    expect(memory.commitsOf(stream)[1]?.cause.correlationId).toBe("story-1");

    const other: StreamName = as("counter/2");
    await handle(memory, command("one", 1, { ...silent, stream: other }));
    const [begun] = memory.commitsOf(other);
    expect(begun?.cause.correlationId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("repeated finds its own answer, whatever has happened since, and writes nothing", async () => {
    const memory = memoryApp(monday);
    await handle(memory, command("one", 3));
    await handle(memory, command("two", 7)); // Full now.
    expect(await handle(memory, command("one", 3))).toEqual({ kind: "repeated", version: 1 });
    expect(memory.commitsOf(stream)).toHaveLength(2);
  });

  it("with the name of another is refused, and writes nothing", async () => {
    const memory = memoryApp(monday);
    await handle(memory, command("one", 3));
    expect(await handle(memory, command("one", 4))).toEqual({
      kind: "refused",
      refusal: { code: "command_id_reused", details: { commandId: "one" } },
    });
    expect(count(memory)).toBe(3);
  });

  it("that is refused, or says nothing new, leaves no trace: it may be wished again", async () => {
    const memory = memoryApp(monday);
    await handle(memory, command("one", 3));
    expect(await handle(memory, command("much", 8))).toMatchObject({ refusal: { code: "full" } });
    expect(await handle(memory, command("none", 0))).toEqual({ kind: "nothing_new", version: 1 });
    expect(memory.commitsOf(stream)).toHaveLength(1);
    expect(await handle(memory, command("much", 7))).toMatchObject({ kind: "committed" });
  });
});

describe("many commands at once to one stream", () => {
  it("are written one after the other, in the order in which they came, and none is decided twice", async () => {
    const memory = memoryApp(monday);
    const ids = Array.from({ length: 50 }, (_, n) => `at-once-${n}`);
    const most = ids.length;
    const handled = await Promise.all(
      ids.map((id) => handleCommand(memory.app, counter, command(id, 1), { most })),
    );
    expect(handled.map(({ kind }) => kind)).toEqual(ids.map(() => "committed"));
    expect(memory.commitsOf(stream).map(({ commandId }) => commandId)).toEqual(ids);
    expect(memory.pauses).toEqual([]);
  });

  it("do not wait for those to another, and not for one that broke", async () => {
    const memory = memoryApp(monday);
    memory.beforeAppend = async () => {
      memory.beforeAppend = async () => null;
      throw new Error("no disk");
    };
    const broken = handle(memory, command("one", 1));
    const next = handle(memory, command("two", 1));
    await expect(broken).rejects.toThrow("no disk");
    expect(await next).toEqual({ kind: "committed", version: 1 });
  });
});

describe("when somebody else writes first", () => {
  it("is decided again, on what is true by then", async () => {
    const memory = memoryApp(monday);
    rivals(memory, 4);
    expect(await handle(memory, command("one", 6))).toEqual({ kind: "committed", version: 5 });
    expect(count(memory)).toBe(10);
    expect(memory.pauses).toHaveLength(4);
    expect(firstFault(memory.commitsOf(stream))).toBeNull();
  });

  it("may be refused by then", async () => {
    const memory = memoryApp(monday);
    rivals(memory, 1, 9);
    expect(await handle(memory, command("one", 6))).toMatchObject({ refusal: { code: "full" } });
  });

  it("five times in a row says that the stream is busy, and has written nothing of its own", async () => {
    const memory = memoryApp(monday);
    rivals(memory, 5);
    expect(await handle(memory, command("one", 1))).toEqual({
      kind: "refused",
      refusal: { code: "stream_busy", details: { attempts: 5 } },
    });
    expect(memory.commitsOf(stream).map(({ commandId }) => commandId)).not.toContain("one");
    expect(await handle(memory, command("one", 1))).toMatchObject({ kind: "committed" });
  });

  it("finds its own commit when it was itself, and the answer had been lost", async () => {
    const memory = memoryApp(monday);
    let lost = false;
    memory.beforeAppend = async () => {
      if (lost) return null;
      lost = true;
      await handleCommand(elsewhere(memory), counter, command("one", 1), { most: 10 });
      return "version_moved";
    };
    expect(await handle(memory, command("one", 1))).toEqual({ kind: "repeated", version: 1 });
    expect(count(memory)).toBe(1);
  });

  it("takes the store's word that this very command is written already", async () => {
    const memory = memoryApp(monday);
    memory.beforeAppend = async () => "already_appended";
    expect(await handle(memory, command("one", 1))).toEqual({ kind: "committed", version: 1 });
  });
});

describe("a store that gives less than the stream", () => {
  it("is not believed: nothing is decided where a commit is missing, and nothing written", async () => {
    const memory = memoryApp(monday);
    for (const id of ["one", "two", "three"]) await handle(memory, command(id, 1));
    const { store } = memory.app;
    const whole = memory.commitsOf(stream);
    for (const gone of [0, 1]) {
      const app = {
        ...memory.app,
        store: { ...store, read: async () => ({ commits: whole.toSpliced(gone, 1) }) },
      };
      const asked = handleCommand(app, counter, command("four", 1), { most: 10 });
      await expect(asked).rejects.toThrow('Cannot fold "counter/1": version 3 stands in place 2');
      await expect(asked).rejects.toMatchObject({ name: "StreamIncomplete" });
    }
    expect(memory.commitsOf(stream)).toHaveLength(3);
  });
});

describe("the clock", () => {
  it("may step back; the order of a stream's commits does not", async () => {
    const memory = memoryApp(monday);
    await handle(memory, command("one", 1));
    memory.now = plusMs(monday, -5_000);
    await handle(memory, command("two", 1));
    memory.now = plusMs(monday, 5_000);
    await handle(memory, command("three", 1));
    expect(memory.commitsOf(stream).map(({ at }) => at)).toEqual([
      monday,
      monday,
      plusMs(monday, 5_000),
    ]);
  });
});

describe("the state after some commits", () => {
  it("is the same remembered, folded in part, and folded afresh", async () => {
    const memory = memoryApp(monday);
    for (const id of ["a", "b", "c"]) await handle(memory, command(id, 2));
    const commits = memory.commitsOf(stream);
    const afresh = commits.map((commit) => ({ ...commit }));
    for (let length = 0; length <= commits.length; length += 1) {
      expect(stateAfter(counter, commits.slice(0, length))).toBe(2 * length);
      expect(stateAfter(counter, afresh.slice(0, length))).toBe(2 * length);
    }
  });

  it("is remembered for each decider by itself", async () => {
    const memory = memoryApp(monday);
    await handle(memory, command("a", 2));
    const longest = { initial: 0, evolve: (most: number, { by }: Counted) => Math.max(most, by) };
    await handle(memory, command("b", 5));
    expect(stateAfter(longest, memory.commitsOf(stream))).toBe(5);
    expect(count(memory)).toBe(7);
  });
});

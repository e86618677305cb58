import { describe, expect, it } from "vitest";
import { inCall, watched, watching } from "#functions/awaited";

/** A port whose calls end when the test says so. */
const slowPort = () => {
  const ends: (() => void)[] = [];
  const begin = () => new Promise<void>((resolve) => void ends.push(resolve));
  return { port: watched("queues", { send: begin, name: "x" }), end: () => ends.shift()?.() };
};

const leftBy = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const left: string[] = [];
  await inCall(work, (names) => void left.push(...names));
  return left;
};

describe("work within a call", () => {
  it("that was waited for leaves nothing", async () => {
    const { port, end } = slowPort();
    const work = async () => {
      const sent = port.send();
      end();
      await sent;
    };
    expect(await leftBy(work)).toEqual([]);
  });

  it("that was not is named, and has ended before the call has", async () => {
    const { port, end } = slowPort();
    let isOver = false;
    setTimeout(end, 5);
    const left = await leftBy(async () => {
      void port.send().then(() => (isOver = true));
    });
    expect(left).toEqual(["queues.send"]);
    expect(isOver).toBe(true);
  });

  it("is named, too, where the call fails, and fails as it did", async () => {
    const { port, end } = slowPort();
    const left: string[] = [];
    setTimeout(end, 1);
    const failing = inCall(
      async () => {
        void port.send();
        throw new RangeError("broken");
      },
      (names) => void left.push(...names),
    );
    await expect(failing).rejects.toThrow("broken");
    expect(left).toEqual(["queues.send"]);
  });

  it("counts for the call that began it, and for no other at the same time", async () => {
    const { port, end } = slowPort();
    const one = leftBy(async () => void port.send());
    const other = await leftBy(async () => undefined);
    end();
    expect(other).toEqual([]);
    expect(await one).toEqual(["queues.send"]);
  });

  it("that fails although nobody waits for it brings nobody down", async () => {
    const fail = watching("fail", async () => {
      await Promise.resolve();
      throw new Error("too late");
    });
    const left = await leftBy(async () => {
      fail().catch(() => undefined);
    });
    expect(left).toEqual(["fail"]);
  });

  it("leaves alone what is no work, and what is called outside", async () => {
    const { port, end } = slowPort();
    const sent = port.send();
    end();
    await sent;
    expect(port.name).toBe("x");
    expect(watching("plus", (a: number, b: number) => a + b)(1, 2)).toBe(3);
  });
});

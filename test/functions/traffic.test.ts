import { describe, expect, it } from "vitest";
import { createTraffic } from "#local/traffic";

/** A front door on a clock of the test's own. */
const door = () => {
  let nowMs = 1_000;
  const traffic = createTraffic(() => nowMs);
  const passes = (ms: number): void => {
    nowMs += ms;
  };
  /** As many requests as a burst of webhooks brings within a tenth of a second, each answered at once. */
  const burst = (): void => {
    for (let request = 0; request < 20; request++) traffic.begin()();
  };
  const round = async (tookMs: number): Promise<void> => {
    burst();
    const over = await traffic.gap();
    passes(tookMs);
    over();
  };
  return { traffic, passes, burst, round };
};

describe("how much the background takes on at once", () => {
  it("is a lot while nobody is at the door", () => {
    expect(door().traffic.slice()).toBe(64);
  });

  it("is a little in a burst of requests", () => {
    const { traffic, burst } = door();
    burst();
    expect(traffic.slice()).toBe(8);
  });

  it("is halved by every round that would keep a request waiting, down to one thing", async () => {
    const { traffic, burst, round } = door();
    const slices: number[] = [];
    for (let rounds = 0; rounds < 5; rounds++) {
      await round(20);
      burst();
      slices.push(traffic.slice());
    }
    expect(slices).toEqual([4, 2, 1, 1, 1]);
  });

  it("grows again by one with every short round, up to where it began", async () => {
    const { traffic, burst, round } = door();
    await round(20);
    const slices: number[] = [];
    for (let rounds = 0; rounds < 6; rounds++) {
      await round(2);
      burst();
      slices.push(traffic.slice());
    }
    expect(slices).toEqual([5, 6, 7, 8, 8, 8]);
  });

  it("is a lot again once the burst is over", async () => {
    const { traffic, passes, round } = door();
    await round(20);
    passes(300);
    expect(traffic.slice()).toBe(64);
  });

  it("learns nothing from a round that kept nobody waiting", async () => {
    const { traffic, burst } = door();
    const over = await traffic.gap();
    over();
    burst();
    expect(traffic.slice()).toBe(8);
  });
});

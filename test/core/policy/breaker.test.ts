import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, type Instant, plusMs } from "#core/kernel/time";
import {
  afterCall,
  type Breaker,
  closedBreaker,
  outageOf,
  type Pass,
  type Provider,
  rulesOf,
  wayThrough,
  withProbe,
} from "#core/policy/breaker";

const nine = at("2026-03-02T09:00:00Z");
const free: Pass = { kind: "free" };
const after = (seconds: number): Instant => plusMs(nine, seconds * 1_000);
const carrier = rulesOf("carrier");

const ended = (
  breaker: Breaker,
  end: { readonly pass?: Pass; readonly isFailure: boolean; readonly wait?: number },
  now = nine,
): Breaker => {
  const { pass = free, isFailure, wait = null } = end;
  return afterCall(breaker, { pass, isFailure, retryAfterMs: wait, now }, carrier);
};

const failing = (times: number, breaker: Breaker = closedBreaker): Breaker =>
  Array.from({ length: times }).reduce<Breaker>((one) => ended(one, { isFailure: true }), breaker);

const open = failing(5);
const probe = (by: string): Pass => ({ kind: "probe", by });
const probed = (breaker: Breaker, by: string, isFailure: boolean, now = after(60)): Breaker =>
  ended(withProbe(breaker, by, now), { pass: probe(by), isFailure }, now);

describe("a breaker", () => {
  it.each<[Provider, number, number, number]>([
    ["carrier", 5, 2, 60],
    ["mail", 5, 2, 60],
    ["payments", 3, 2, 30],
    ["booking:square", 10, 3, 120],
  ])(
    "of %s opens after %i failures, closes after %i probes, and waits for %i s",
    (name, ...rules) => {
      const { failures, successes, openMs } = rulesOf(name);
      expect([failures, successes, openMs / 1_000]).toEqual(rules);
    },
  );

  it("opens at the fifth failure in a row, and not before", () => {
    expect(failing(4).status).toBe("closed");
    expect(open).toEqual({ status: "open", since: nine, until: after(60) });
    const interrupted = failing(4, ended(failing(4), { isFailure: false }));
    expect(interrupted.status).toBe("closed");
  });

  it("is not even written while all goes well", () => {
    expect(ended(closedBreaker, { isFailure: false })).toBe(closedBreaker);
    expect(ended(open, { isFailure: true })).toBe(open);
    expect(ended(open, { isFailure: false })).toBe(open);
  });

  it("lets nobody through until its time is over, and then one", () => {
    expect(wayThrough(open, "a", after(59))).toEqual({
      kind: "wait",
      until: after(60),
      isProbed: false,
    });
    expect(wayThrough(open, "a", after(60))).toEqual(probe("a"));
    const trying = withProbe(open, "a", after(60));
    expect(wayThrough(trying, "b", after(61))).toMatchObject({ kind: "wait", isProbed: true });
    expect(wayThrough(trying, "a", after(61))).toEqual(probe("a"));
  });

  it("lets another probe when the one before has died", () => {
    const trying = withProbe(open, "a", after(60));
    expect(wayThrough(trying, "b", after(120))).toEqual(probe("b"));
    const again = withProbe(trying, "b", after(120));
    expect(ended(again, { pass: probe("a"), isFailure: false }, after(121))).toBe(again);
  });

  it("closes after two probes that went well, one after the other", () => {
    const half = probed(open, "a", false);
    expect(half).toMatchObject({ status: "half_open", successes: 1, probe: null });
    expect(probed(half, "b", false)).toEqual(closedBreaker);
  });

  it("opens again with a probe that failed, and remembers since when it is down", () => {
    const half = probed(open, "a", false);
    expect(probed(half, "b", true, after(70))).toEqual({
      status: "open",
      since: nine,
      until: after(130),
    });
  });

  it("waits as long as the provider asks, and a quarter of an hour at most", () => {
    const asked = (wait: number): Breaker => ended(failing(4), { isFailure: true, wait });
    expect(asked(300_000)).toMatchObject({ until: after(300) });
    expect(asked(1_000)).toMatchObject({ until: after(60) });
    expect(asked(86_400_000)).toMatchObject({ until: after(900) });
  });

  it("says until when nobody asks", () => {
    expect(outageOf(closedBreaker, nine)).toBeNull();
    expect(outageOf(open, nine)).toEqual({ until: after(60), isProbed: false });
    expect(outageOf(open, after(90))).toEqual({ until: after(90), isProbed: true });
  });

  it("never has two probes at once, whoever asks whenever", () => {
    const step = fc.record({
      by: fc.constantFrom("a", "b", "c", "d"),
      waits: fc.nat(50),
      fails: fc.boolean(),
      dies: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let breaker = open;
        let now = nine;
        let out: { by: string; until: Instant } | null = null;
        for (const { by, waits, fails, dies } of steps) {
          now = plusMs(now, waits * 1_000);
          const way = wayThrough(breaker, by, now);
          if (way.kind !== "probe" || breaker.status === "closed") continue;
          const others = out !== null && out.until > now && out.by !== by;
          expect(others).toBe(false);
          breaker = withProbe(breaker, by, now);
          out = { by, until: plusMs(now, 60_000) };
          if (dies) continue;
          breaker = ended(breaker, { pass: way, isFailure: fails }, now);
          out = null;
        }
      }),
    );
  });
});

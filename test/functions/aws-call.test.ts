import { describe, expect, it } from "vitest";
import { at, plusMs } from "#core/kernel/time";
import { outdatedOnce } from "#functions/aws-renewal";
import { watching } from "#functions/awaited";
import type { GatewayEvent, GatewayResult } from "#functions/aws-shapes";
import { onHttp } from "#functions/on-http";
import { call, noLimit, remembering } from "#test/support/aws-door";
import { context, gatewayEvent } from "#test/support/aws-events";

const soon = () => new Promise<void>((resolve) => void setTimeout(resolve, 5));

/** A door that begins something and does not wait for it. */
const hasty = (isStrict: boolean) => {
  const remembered = remembering();
  let ended = 0;
  const send = watching("queues.send", async () => {
    await soon();
    ended += 1;
  });
  const open = async () => ({
    deps: remembered,
    logger: { addContext: () => undefined },
    isStrict,
    limit: noLimit,
  });
  const handler = onHttp(open, () => async () => {
    void send();
    void send();
    return new Response("done");
  });
  return { handler, remembered, ended: () => ended };
};

const event = () => gatewayEvent(new Request("https://x.test/v1/a"));

describe("a call that leaves work behind", () => {
  it("is told of loudly, and waits so that nothing runs in the next one", async () => {
    const { handler, remembered, ended } = hasty(false);
    const answer = await call<GatewayEvent, GatewayResult>(handler, await event());

    expect(answer).toMatchObject({ statusCode: 200, body: "done" });
    expect(ended()).toBe(2);
    expect(remembered.lines).toContain("error call.unawaited ports=queues.send");
    expect(remembered.counts).toContain("calls.unawaited ports=queues.send");
  });

  it("fails where it must not happen: in a test", async () => {
    const { handler } = hasty(true);
    await expect(call<GatewayEvent, GatewayResult>(handler, await event())).rejects.toThrow(
      "Cannot answer while it is under way: queues.send",
    );
  });
});

describe("the house of a container", () => {
  const door = () => async () => new Response("done");

  it("is opened at the first call and kept, and knows who calls", async () => {
    const calls: unknown[] = [];
    let opened = 0;
    const handler = onHttp(async () => {
      opened += 1;
      const logger = { addContext: (one: unknown) => void calls.push(one) };
      return { deps: remembering(), logger, isStrict: true, limit: noLimit };
    }, door);
    expect(opened).toBe(0);
    for (let time = 1; time <= 3; time++)
      await call<GatewayEvent, GatewayResult>(handler, await event());

    expect(opened).toBe(1);
    expect(calls).toEqual([context, context, context]);
  });

  it("that could not be opened is opened anew by the next call", async () => {
    let opened = 0;
    const handler = onHttp(async () => {
      opened += 1;
      if (opened === 1) throw new RangeError("not yet");
      return {
        deps: remembering(),
        logger: { addContext: () => undefined },
        isStrict: true,
        limit: noLimit,
      };
    }, door);

    await expect(call(handler, await event())).rejects.toThrow("not yet");
    expect(await call<GatewayEvent, GatewayResult>(handler, await event())).toMatchObject({
      body: "done",
    });
  });

  const renewable = (openings: readonly (() => string)[], isOutdated: () => Promise<boolean>) => {
    const remembered = remembering();
    let opened = 0;
    const handler = onHttp(
      async () => {
        const secret = (openings[opened++] ?? openings.at(-1))?.() ?? "";
        const logger = { addContext: () => undefined };
        const deps = { ...remembered, secret };
        return { deps, logger, isStrict: true, limit: noLimit, isOutdated };
      },
      ({ secret }) =>
        async () =>
          new Response(secret),
    );
    const answer = async () =>
      (await call<GatewayEvent, GatewayResult>(handler, await event())).body;
    return { answer, lines: remembered.lines };
  };

  it("is opened anew where its secrets are others by now", async () => {
    let isOutdated = false;
    const { answer, lines } = renewable([() => "old", () => "new"], async () => {
      const was = isOutdated;
      isOutdated = false;
      return was;
    });
    expect(await answer()).toBe("old");
    expect(await answer()).toBe("old");
    isOutdated = true;
    expect(await answer()).toBe("new");
    expect(lines).toContain("info secrets.renewed");
  });

  it.each([
    [
      "nobody can read the secrets",
      async () => Promise.reject(new RangeError("secrets_unavailable")),
    ],
    ["nothing can be opened with the new ones", async () => true],
  ])("goes on as it was where %s", async (_, isOutdated) => {
    const { answer, lines } = renewable(
      [
        () => "old",
        () => {
          throw new RangeError("malformed");
        },
      ],
      isOutdated,
    );
    expect(await answer()).toBe("old");
    expect(await answer()).toBe("old");
    expect(lines).toContain("warn secrets.unread why=RangeError");
  });
});

describe("the secrets of a house", () => {
  it("are looked at again every five minutes, and outdated where they are others", async () => {
    let now = at("2026-03-02T15:00:00Z");
    let reads = 0;
    const variables: Record<string, string> = { TWILIO_AUTH_TOKEN: "one" };
    const isOutdated = outdatedOnce(
      {
        clock: { now: () => now },
        variables: async () => {
          reads += 1;
          return variables;
        },
      },
      variables,
    );
    variables["TWILIO_AUTH_TOKEN"] = "two";
    now = plusMs(now, 299_000);
    expect([await isOutdated(), reads]).toEqual([false, 0]);
    now = plusMs(now, 1_000);
    expect([await isOutdated(), reads]).toEqual([true, 1]);
    expect([await isOutdated(), reads]).toEqual([false, 1]);
    variables["TWILIO_AUTH_TOKEN"] = "one";
    now = plusMs(now, 300_000);
    expect([await isOutdated(), reads]).toEqual([false, 2]);
  });
});

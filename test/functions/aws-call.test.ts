import { describe, expect, it } from "vitest";
import { watching } from "#functions/awaited";
import type { GatewayEvent, GatewayResult } from "#functions/aws-shapes";
import { onHttp } from "#functions/on-aws";
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
});

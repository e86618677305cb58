import { describe, expect, it } from "vitest";
import { classifyText } from "#core/app/classify-text";
import { stateAfter } from "#core/app/handle-command";
import { react } from "#core/app/react";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { as, customerStream } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { minute } from "#test/support/bookings";
import { begin, settle } from "#test/support/journey-stage";
import { type MemoryApp, tenant } from "#test/support/memory-app";
import { stage, stream, wish } from "#test/support/reaction-stage";

/** How many milliseconds each opt-out was said and not in force. */
const lags = ({ measured }: Pick<MemoryApp, "measured">): readonly number[] =>
  measured.flatMap(({ name, value }) => (name === "optouts.late" ? [value] : []));

describe("how long an opt-out was said and not in force", () => {
  it("is no time at the door, and is measured once for each", async () => {
    const { memory, says } = await stage();
    await says("C");
    expect(lags(memory)).toEqual([]);
    await says("STOP");
    await says("STOP");
    await says("stop please"); // It is in force.
    expect(lags(memory)).toEqual([0]);
    await says("START");
    await says("STOP now");
    expect(lags(memory)).toEqual([0, 0]);
  });

  it("is from when it was taken, where the door has to try again", async () => {
    const { memory, says } = await stage();
    let isFirst = true;
    memory.beforeAppend = async () => {
      if (!isFirst) return null;
      isFirst = false;
      memory.now = plusMs(memory.now, 3_000);
      return "version_moved";
    };
    await says("STOP");
    expect(lags(memory)).toEqual([3_000]);
  });

  it("is from when the text came, where only the model has understood it", async () => {
    const { memory, customer, says } = await stage();
    const app = { ...memory.app, reading: readingThatSays("stop") };
    Object.assign(memory, { app });
    await says("the boat leaves without me then");
    memory.now = plusMs(memory.now, 5 * minute);
    const job = { tenant, stream: customerStream(customer), correlationId: as<never>("c") };
    const sid = "IN-the boat leaves without me then";
    await classifyText(app, { ...job, sid, attempt: 1 });
    await classifyText(app, { ...job, sid, attempt: 2 });
    expect(lags(memory)).toEqual([5 * minute]);
  });

  it("is from when a carrier said so, where its refusal tells", async () => {
    const { memory, reactTo } = await stage();
    await reactTo(stream);
    const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
    const [text] = Object.values(journeys.executions);
    if (text === undefined) throw new Error("Cannot find the text");
    await wish(memory, begin(text.execution));
    const refused = { kind: "rejected", why: "opted_out", providerCode: "21610" } as const;
    await wish(memory, settle(text.execution, refused));
    memory.now = plusMs(memory.now, 2 * minute);
    const commit = memory.commitsOf(stream).at(-1);
    if (commit === undefined) throw new Error("Cannot find the commit");
    await react(memory.app, commit);
    await react(memory.app, commit);
    expect(lags(memory)).toEqual([2 * minute]);
  });
});

const readingThatSays = (intent: string): NonNullable<MemoryApp["app"]["reading"]> => ({
  limits: {
    tokensPerMonth: 5_000,
    minorPerMonth: null,
    prices: { inputPerMillion: 0, outputPerMillion: 0 },
  },
  model: {
    name: "test:tiny",
    ask: async () => ({
      kind: "answered",
      text: JSON.stringify({ intent, confidence: 0.9 }),
      model: "test:tiny",
      usage: { inputTokens: 300, outputTokens: 10 },
    }),
  },
});

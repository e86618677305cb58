import { beforeEach, describe, expect, it } from "vitest";
import { classifyText } from "#core/app/classify-text";
import { stateAfter } from "#core/app/handle-command";
import { react } from "#core/app/react";
import { takeText } from "#core/app/take-text";
import { budgetDecider, budgetStream } from "#core/budget/decide";
import type { CustomerEvent } from "#core/customer/events";
import { as, type StreamName } from "#core/kernel/ids";
import type { ModelAnswer } from "#core/ports/language-model";
import { monday } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

const vague = "the boat leaves without me then";
const usage = { inputTokens: 300, outputTokens: 10 };
const says = (intent: string, confidence = 0.9): ModelAnswer => ({
  kind: "answered",
  text: JSON.stringify({ intent, confidence }),
  model: "test:tiny",
  usage,
});

let memory: MemoryApp;
let answers: (ModelAnswer | Error)[];
let asked: string[];
let onAsk: () => Promise<void>;
beforeEach(() => {
  const stage = memoryApp(monday);
  answers = [says("question")];
  asked = [];
  onAsk = async () => {};
  const reading = {
    limits: {
      tokensPerMonth: 5_000,
      minorPerMonth: null,
      prices: { inputPerMillion: 0, outputPerMillion: 0 },
    },
    model: {
      name: "test:tiny",
      ask: async (_: unknown, { user }: { readonly user: string }) => {
        asked.push(user);
        await onAsk();
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error("silent");
        return answer;
      },
    },
  };
  memory = Object.assign(stage, { app: { ...stage.app, reading } });
});

const receive = async (body: string, sid = "SM1"): Promise<StreamName> => {
  const from = "+14045551234";
  const story = {
    tenant,
    provider: "twilio",
    from,
    optOutType: null,
    correlationId: as<never>("c"),
  };
  await takeText(memory.app, { ...story, sid, body });
  const [stream] = memory.streams().filter((one) => one.startsWith("customer/"));
  return stream ?? as("none");
};
const classify = (stream: StreamName, sid = "SM1", attempt = 1) =>
  classifyText(memory.app, { tenant, stream, sid, correlationId: as("c"), attempt });
const happened = (stream: StreamName): readonly CustomerEvent[] =>
  memory.commitsOf(stream).flatMap(({ events }) => events as readonly CustomerEvent[]);
const outcomes = (stream: StreamName) =>
  happened(stream).flatMap((event) =>
    event.type === "customer.text_settled" ? [event.outcome] : [],
  );
const spent = () => stateAfter(budgetDecider, memory.commitsOf(budgetStream(monday)));

describe("a text for the model", () => {
  it("is queued by its ids alone, by the commit that keeps it", async () => {
    const stream = await receive(vague);
    for (const commit of memory.commitsOf(stream)) await react(memory.app, commit);

    expect(memory.queued).toEqual([
      {
        tenant,
        queue: "classifications",
        body: { stream, sid: "SM1", correlationId: "c" },
      },
    ]);
    expect(outcomes(stream)).toEqual([]);
  });

  it("is kept before the model sees it, and settled once it has answered", async () => {
    const stream = await receive(vague);
    onAsk = async () =>
      expect(happened(stream).map(({ type }) => type)).toContain("customer.model_asked");
    expect(await classify(stream)).toBe("done");

    expect(outcomes(stream)).toEqual([{ kind: "handed_to_person", why: "question" }]);
    expect(happened(stream)).toContainEqual(
      expect.objectContaining({
        type: "customer.text_classified",
        stage: "model",
        model: "test:tiny",
        confidence: 0.9,
      }),
    );
    expect(spent()).toMatchObject({ tokens: 310, open: {} });
  });

  it("that withdraws never waits for a model", async () => {
    const stream = await receive("STOP");
    await classify(stream);
    expect(outcomes(stream)).toEqual([{ kind: "acted", action: "opt_out" }]);
    expect(asked).toEqual([]);
  });
});

describe("a worker that dies between question and outcome", () => {
  it("is followed by another that asks again: one outcome, one reservation", async () => {
    const stream = await receive(vague);
    answers = [new Error("killed"), says("question")];
    await expect(classify(stream)).rejects.toThrow("killed");
    expect(outcomes(stream)).toEqual([]);
    expect(spent()).toMatchObject({ tokens: 2_000 });

    expect(await classify(stream, "SM1", 2)).toBe("done");
    expect(await classify(stream, "SM1", 3)).toBe("done");
    expect(outcomes(stream)).toHaveLength(1);
    expect(asked).toHaveLength(2);
    expect(spent()).toMatchObject({ tokens: 310, open: {} });
  });

  it("often enough is followed by a person", async () => {
    const stream = await receive(vague);
    answers = [new Error("killed")];
    for (let attempt = 1; attempt <= 4; attempt++)
      await expect(classify(stream, "SM1", attempt)).rejects.toThrow();
    expect(await classify(stream, "SM1", 5)).toBe("done");
    expect(outcomes(stream)).toEqual([{ kind: "handed_to_person", why: "unclear" }]);
  });

  it("has not died where another worker only came too early", async () => {
    const stream = await receive(vague);
    onAsk = async () => {
      onAsk = async () => {};
      expect(await classify(stream)).toBe("held");
    };
    expect(await classify(stream)).toBe("done");
    expect(asked).toHaveLength(1);
  });
});

describe("where a model is of no help", () => {
  it.each<[string, ModelAnswer, number]>([
    ["is slow", { kind: "unavailable", why: "timeout" }, 2_000],
    ["is busy", { kind: "unavailable", why: "throttled" }, 0],
    ["refuses", { kind: "rejected", why: "not_permitted" }, 0],
    ["talks nonsense", { kind: "answered", text: "yes!", model: "m", usage }, 310],
    ["is unsure", says("confirm", 0.5), 310],
  ])("because it %s, a person decides, and this is what it took", async (_, answer, tokens) => {
    const stream = await receive(vague);
    answers = [answer];
    await classify(stream);
    expect(outcomes(stream)).toMatchObject([{ kind: "handed_to_person" }]);
    expect(spent()).toMatchObject({ tokens, open: {} });
  });

  it("over the month's budget it is not asked", async () => {
    answers = [{ kind: "unavailable", why: "timeout" }];
    for (const sid of ["SM1", "SM2", "SM3"]) await classify(await receive(vague, sid), sid);

    expect(asked).toHaveLength(2); // 2,000 tokens each; a third would lead over 5,000.
    const stream = await receive(vague);
    expect(outcomes(stream)).toHaveLength(3);
    expect(happened(stream)).toContainEqual(
      expect.objectContaining({
        type: "customer.text_classified",
        why: "over_budget",
        model: null,
      }),
    );
  });

  it("of the customer's own settings the budget counts before that of the installation", async () => {
    const settings = await memory.app.tenants.settings(tenant);
    const poor = { ...settings, modelBudget: { tokensPerMonth: 10, minorPerMonth: null } };
    const tenants = { settings: async () => poor };
    memory = Object.assign(memory, { app: { ...memory.app, tenants } });
    await classify(await receive(vague));
    expect(asked).toEqual([]);
  });
});

describe("many questions at once", () => {
  it("meet in one month's stream, and all are counted", async () => {
    memory = Object.assign(memory, {
      app: {
        ...memory.app,
        reading: {
          ...memory.app.reading,
          limits: { ...memory.app.reading?.limits, tokensPerMonth: 100_000 },
        } as never,
      },
    });
    const sids = ["SM1", "SM2", "SM3", "SM4"];
    const streams: StreamName[] = [];
    for (const sid of sids) streams.push(await receive(vague, sid));
    await Promise.all(sids.map((sid, n) => classify(streams[n] ?? as("none"), sid)));
    expect(spent()).toMatchObject({ tokens: 4 * 310, open: {} });
  });
});

import { describe, expect, it } from "vitest";
import { appointmentFacts } from "#core/app/app";
import { execute } from "#core/app/execute";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { customerIdOf } from "#core/app/judge-booking";
import { wake as ring } from "#core/app/wake";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { appointmentStream, as } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { SendOutcome } from "#core/ports/messenger";
import { booking, hour, journey, minute, monday, reference } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

/** Ten in New York: nobody sleeps. */
const morning = plusMs(monday, 3 * hour);
const oneText = journey(
  "one-text",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
);
/** It stands in the line of texts: nobody has the phone in their hand for it. */
const inTheLine = journey(
  "in-the-line",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation } }]`,
);
const down: SendOutcome = { kind: "unavailable", why: "not_connected", retryAfterMs: null };
const lost: SendOutcome = { kind: "unknown", why: "timeout" };
const taken: SendOutcome = { kind: "sent", sid: "SM1", status: "queued" };
const refused: SendOutcome = { kind: "rejected", why: "text_refused", providerCode: "30007" };

const streamOf = (name: string) => appointmentStream(appointmentIdOf(reference(name)));

/** So many customers have booked, and a text waits for each. */
const stage = (...names: readonly string[]) => stageOf(oneText, names);

const stageOf = async (definition: typeof oneText, names: readonly string[]) => {
  const memory = memoryApp(morning, [definition]);
  const { app } = memory;
  for (const [index, name] of names.entries()) {
    const phone = `+1404555123${index}`;
    const customer = await customerIdOf(app.vault, tenant, { phone, email: null }, "");
    const contact = { name: "Ada", email: null, phone } as never;
    await handleCommand(
      app,
      appointmentStreamDecider,
      {
        tenant,
        stream: streamOf(name),
        commandId: as(`book-${name}`),
        cause: {
          correlationId: as("story"),
          causationId: as("cause"),
          actor: { kind: "operator", name: "Ann" },
        },
        wish: { kind: "book", booking: booking(name, { customer, contact }) },
      },
      await appointmentFacts(app, tenant, streamOf(name)),
    );
  }
  return memory;
};

const textOf = (memory: MemoryApp, name: string) => {
  const { executions } = stateAfter(
    appointmentStreamDecider,
    memory.commitsOf(streamOf(name)),
  ).journeys;
  const [execution] = Object.values(executions);
  if (execution === undefined) throw new Error("Cannot find a text");
  return execution;
};

const run = (memory: MemoryApp, name: string) =>
  execute(memory.app, {
    tenant,
    stream: streamOf(name),
    execution: textOf(memory, name).execution,
    correlationId: as("story"),
  });

/** Turns the clock to when the text asks again, and lets it. */
const again = async (memory: MemoryApp, name: string) => {
  const stream = streamOf(name);
  const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
  const at = journeys.wakeAt ?? memory.now;
  if (at > memory.now) memory.now = at;
  await ring(memory.app, { tenant, stream, at, version: memory.commitsOf(stream).length });
  return run(memory, name);
};

const types = (memory: MemoryApp, name: string): readonly string[] =>
  memory
    .commitsOf(streamOf(name))
    .flatMap(({ events }) => events.map(({ type }) => type))
    .filter((type) => type.startsWith("execution."));

const breaker = async ({ app }: MemoryApp) => (await app.breakers.read(tenant, "carrier")).breaker;

const five = ["A", "B", "C", "D", "E"] as const;

/** Five texts that the carrier did not take, and two that come after. */
const opened = async (answer: SendOutcome) => {
  const memory = await stage(...five, "F", "G");
  memory.answers = [answer];
  for (const name of five) await run(memory, name);
  return memory;
};

describe("a provider that is down", () => {
  it.each([
    ["unavailable", down],
    ["unknown", lost],
  ])("is held to be so after five answers that were %s, and said once", async (_, answer) => {
    const memory = await opened(answer);
    expect(await breaker(memory)).toMatchObject({ status: "open", until: plusMs(morning, minute) });
    expect(memory.log.filter((event) => event === "breaker.opened")).toHaveLength(1);
  });

  it("is not, whatever it refuses", async () => {
    const memory = await opened(refused);
    expect(await breaker(memory)).toEqual({ status: "closed", failures: 0 });
  });

  it("is asked by nobody, and nobody writes that they would", async () => {
    const memory = await opened(down);
    await run(memory, "F");
    expect(memory.sent).toHaveLength(5);
    expect(types(memory, "F")).toEqual(["execution.requested", "execution.deferred"]);
    expect(textOf(memory, "F")).toMatchObject({
      attempts: 0,
      triedInVain: 0,
      dueAt: morning,
      phase: { status: "deferred", why: "provider_down" },
    });
  });

  it("uses up no try of the text that found it out", async () => {
    const memory = await opened(down);
    expect(textOf(memory, "D").phase.status).toBe("retrying");
    expect(textOf(memory, "E")).toMatchObject({
      attempts: 1,
      triedInVain: 1,
      phase: { status: "deferred", why: "provider_down" },
    });
  });

  it("is tried by one of those who come at the same moment", async () => {
    const memory = await opened(down);
    for (const name of ["F", "G"]) await run(memory, name);
    memory.answers = [taken];
    memory.onSend = async () => {
      memory.onSend = async () => {};
      await again(memory, "G");
    };
    await again(memory, "F");
    expect(memory.sent.slice(5)).toHaveLength(1);
    expect(textOf(memory, "F").phase.status).toBe("sent");
    expect(textOf(memory, "G").phase).toMatchObject({ status: "deferred", why: "provider_down" });
    expect(await breaker(memory)).toMatchObject({ status: "half_open", successes: 1 });

    await again(memory, "G");
    expect(textOf(memory, "G").phase.status).toBe("sent");
    expect(await breaker(memory)).toEqual({ status: "closed", failures: 0 });
    expect(memory.log.filter((event) => event === "breaker.closed")).toHaveLength(1);
  });

  it("is not tried by one whose place in the line comes while they are judged, and who is no probe", async () => {
    const memory = await stageOf(inTheLine, [...five, "F"]);
    memory.answers = [down];
    for (const name of five) await run(memory, name);
    memory.answers = [taken];
    memory.now = plusMs(morning, minute);
    Object.assign(memory.app, { senderPace: { segmentsPerSecond: 1, burst: 1 } });
    const { store } = memory.app;
    const read: typeof store.read = async (...place) => {
      memory.now = plusMs(memory.now, 20); // Judging takes its time.
      return store.read(...place);
    };
    Object.assign(memory.app.pacing, {
      takeSlot: async () => {
        Object.assign(memory.app, { store: { ...store, read } });
        return plusMs(memory.now, 10);
      },
    });
    await run(memory, "F");
    expect(memory.sent).toHaveLength(5);
    expect(textOf(memory, "F").phase).toMatchObject({ status: "deferred", why: "provider_down" });
    expect(await breaker(memory)).toMatchObject({ status: "open" });
  });

  it("is down for another minute when that one fails, who lets others try then", async () => {
    const memory = await opened(down);
    await run(memory, "F");
    await again(memory, "F");
    expect(memory.sent).toHaveLength(6);
    expect(textOf(memory, "F")).toMatchObject({ attempts: 1, triedInVain: 1 });
    expect(await breaker(memory)).toMatchObject({ status: "open", since: morning });
    await run(memory, "G");
    expect(memory.sent).toHaveLength(6);
    const [tried, fresh] = [textOf(memory, "F").phase, textOf(memory, "G").phase];
    expect((tried as { until: string }).until > (fresh as { until: string }).until).toBe(true);
  });

  it("is not asked what became of a text either, and then it is not known", async () => {
    const memory = await opened(lost);
    const looked: string[] = [];
    Object.assign(memory.app.messenger, {
      find: async () => {
        looked.push("asked");
        return { kind: "absent" };
      },
    });
    memory.now = plusMs(morning, 30_000);
    await again(memory, "A");
    expect(looked).toEqual([]);
    expect(textOf(memory, "A").phase).toMatchObject({
      status: "unknown",
      why: "look_up_unavailable",
    });
  });

  it("is asked what became of a text once somebody may try, which says nothing of whether texts go", async () => {
    const memory = await opened(lost);
    memory.now = plusMs(morning, minute);
    memory.lookUps = [{ kind: "found", sid: "SM9", status: "queued" }];
    for (const name of five) await again(memory, name);
    expect(five.map((name) => textOf(memory, name).phase.status)).toEqual(five.map(() => "sent"));
    expect(await breaker(memory)).toMatchObject({ status: "open", since: morning });

    await run(memory, "F");
    expect(memory.sent).toHaveLength(6);
    expect(await breaker(memory)).toMatchObject({ status: "open", since: morning });
    await run(memory, "G");
    expect(memory.sent).toHaveLength(6);
  });

  it("is learned from, also where that cannot be written down: the outcome of the call is", async () => {
    const memory = await stage("A");
    memory.answers = [down];
    Object.assign(memory.app.breakers, { replace: () => Promise.reject(new TypeError("no disk")) });
    await run(memory, "A");
    expect(textOf(memory, "A").phase.status).toBe("retrying");
    expect(memory.log).toContain("breaker.unreported");
  });
});

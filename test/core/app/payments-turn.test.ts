import { describe, expect, it } from "vitest";
import { appointmentFacts } from "#core/app/app";
import { execute } from "#core/app/execute";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { takePayment } from "#core/app/take-payment";
import { wake as ring } from "#core/app/wake";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { appointmentStream, as } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { LinkOutcome } from "#core/ports/payments";
import { booking, hour, journey, monday, reference } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

const morning = plusMs(monday, 3 * hour);
const oneLink = journey(
  "one-link",
  `on: appointment.booked
steps: [{ id: link, uses: payment.link, with: { amount: 50.00 USD } }]`,
);
const down: LinkOutcome = { kind: "unavailable", why: "not_connected", retryAfterMs: null };
const streamOf = (name: string) => appointmentStream(appointmentIdOf(reference(name)));

/** For each visit a link to pay is asked for. */
const stage = async (names: readonly string[], answer: LinkOutcome) => {
  const memory = memoryApp(morning, [oneLink]);
  const made: string[] = [];
  Object.assign(memory.app.payments, {
    createLink: async () => {
      made.push("asked");
      return answer;
    },
  });
  for (const name of names)
    await handleCommand(
      memory.app,
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
        wish: { kind: "book", booking: booking(name) },
      },
      await appointmentFacts(memory.app, tenant, streamOf(name)),
    );
  return { memory, made };
};

const linkOf = (memory: MemoryApp, name: string) => {
  const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(streamOf(name)));
  const [execution] = Object.values(journeys.executions);
  if (execution === undefined) throw new Error("Cannot find what asks for the link");
  return { ...execution, wakeAt: journeys.wakeAt };
};

const run = (memory: MemoryApp, name: string) =>
  execute(memory.app, {
    tenant,
    stream: streamOf(name),
    execution: linkOf(memory, name).execution,
    correlationId: as("story"),
  });

describe("asking for links to pay", () => {
  it("keeps to the pace that the service allows: who comes second comes a moment later", async () => {
    const answer: LinkOutcome = { kind: "created", link: "plink_1", url: "https://pay.example/1" };
    const { memory, made } = await stage(["A", "B"], answer);
    Object.assign(memory.app, { paymentsPace: { segmentsPerSecond: 1, burst: 1 } });
    await run(memory, "A");
    await run(memory, "B");
    expect(made).toHaveLength(1);
    const at = plusMs(morning, 1_000);
    expect(linkOf(memory, "B").phase).toEqual({ status: "deferred", until: at, why: "pacing" });

    memory.now = at;
    const version = memory.commitsOf(streamOf("B")).length;
    await ring(memory.app, { tenant, stream: streamOf("B"), at, version });
    await run(memory, "B");
    expect(linkOf(memory, "B").phase.status).toBe("sent");
  });

  it("stops after three answers that did not come, of the webhooks' questions as well", async () => {
    const { memory, made } = await stage(["A", "B", "C", "D"], down);
    for (const name of ["A", "B", "C", "D"]) await run(memory, name);
    expect(made).toHaveLength(3);
    expect(linkOf(memory, "D").phase).toMatchObject({ status: "deferred", why: "provider_down" });

    const owners: string[] = [];
    Object.assign(memory.app.payments, {
      ownerOf: async () => {
        owners.push("asked");
        return { kind: "not_ours" };
      },
    });
    const told = await takePayment(memory.app, {
      tenant,
      provider: "stripe",
      eventId: "evt_1",
      execution: null,
      note: { what: "failed", payment: "pi_1" },
      correlationId: as("story"),
    });
    expect(told).toMatchObject({
      kind: "refused",
      refusal: { code: "provider_unavailable", details: { why: "provider_down" } },
    });
    expect(owners).toEqual([]);
  });
});

import { appointmentFacts } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { react } from "#core/app/react";
import { takeText } from "#core/app/take-text";
import { customerIdOf } from "#core/app/judge-booking";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider, type AppointmentStreamWish } from "#core/appointment/journeys";
import { customerDecider } from "#core/customer/decide";
import { as, appointmentStream, type CustomerId, customerStream } from "#core/kernel/ids";
import { booking, journey, monday, reference } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

export const stream = appointmentStream(appointmentIdOf(reference("A")));
export const phone = "+14045551234";
export const sequence = journey(
  "sequence",
  `on: appointment.booked
until: appointment.cancelled
steps:
  - { id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }
  - { id: pause, needs: [], wait: 1h }
  - { id: call, uses: person.ask, with: { kind: call, priority: high } }
`,
);

let commands = 0;
export const wish = async ({ app }: MemoryApp, wished: AppointmentStreamWish) => {
  commands += 1;
  return handleCommand(
    app,
    appointmentStreamDecider,
    {
      tenant,
      stream,
      commandId: as(`command-${commands}`),
      cause: {
        correlationId: as("story"),
        causationId: as("cause"),
        actor: { kind: "operator", name: "Ann" },
      },
      wish: wished,
    },
    await appointmentFacts(app, tenant, stream),
  );
};

export const stage = async () => {
  const memory = memoryApp(monday, [sequence]);
  const contact = { phone, email: null };
  const customer: CustomerId = await customerIdOf(memory.app.vault, tenant, contact, "");
  await wish(memory, { kind: "book", booking: booking("A", { customer }) });
  const customerState = () =>
    stateAfter(customerDecider, memory.commitsOf(customerStream(customer)));
  const reactTo = async (name: typeof stream, from = 0): Promise<void> => {
    for (const commit of memory.commitsOf(name).slice(from)) await react(memory.app, commit);
  };
  const says = (body: string) =>
    takeText(memory.app, {
      tenant,
      provider: "twilio",
      sid: `IN-${body}`,
      from: phone,
      body,
      optOutType: null,
      correlationId: as("story-of-the-text"),
    });
  return { memory, customer, customerState, reactTo, says };
};

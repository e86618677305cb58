import { afterEach, beforeEach, expect, it } from "vitest";
import type { Commit } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const phone = "+14045550123";
let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  const visit = booking({ start: at("2026-03-10T14:00:00Z") });
  await house.post(inviteeCreated(visit));
});
afterEach(() => house.close());

const commits = async (): Promise<readonly Commit[]> => {
  const { deps } = house.composed;
  const [stream] = recordsOf(house.composed).streams("appointment");
  return (await deps.store.read(deps.localTenant, stream ?? ("" as never))).commits;
};

/** The story of each event of this type. */
const storiesOf = async (type: string): Promise<readonly string[]> =>
  (await commits()).flatMap(({ events, cause }) =>
    events.filter((event) => event.type === type).map(() => cause.correlationId),
  );

const logged = (event: string): readonly unknown[] =>
  house.log
    .map((line) => JSON.parse(line) as { readonly event: string; readonly correlationId?: string })
    .filter((line) => line.event === event)
    .map(({ correlationId }) => correlationId);

it("a booking, its reminders and all that the carrier says of them are one story", async () => {
  await house.turnTo("2026-03-09T20:00:00Z");
  const stories = (await commits()).map(({ cause }) => cause.correlationId);
  expect(await storiesOf("execution.delivery")).not.toEqual([]);
  expect(new Set(stories).size).toBe(1);
  expect(logged("execution.called")).toEqual([stories[0], stories[0], stories[0]]);
});

it("what the customer's answer sets off belongs to the answer's story, in the log too", async () => {
  await house.customerTexts(phone, "C");
  const [confirmed] = await storiesOf("appointment.confirmed");
  expect(confirmed).not.toBe((await commits())[0]?.cause.correlationId);
  expect((await storiesOf("execution.intended")).at(-1)).toBe(confirmed);
  expect(logged("execution.called").at(-1)).toBe(confirmed);
});

it("a worker that fails says whose story it was", async () => {
  const { deps } = house.composed;
  const failing = (): never => {
    throw new TypeError("A bug in a worker");
  };
  Object.assign(deps, { leases: { ...deps.leases, acquire: failing } });
  await house.customerTexts(phone, "C");
  expect(logged("execution.failed")).toEqual(await storiesOf("appointment.confirmed"));
});

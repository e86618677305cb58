import { afterEach, expect, it } from "vitest";
import { stateAfter } from "#core/app/handle-command";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import { at } from "#core/kernel/time";
import {
  booking,
  inviteeCanceled,
  inviteeCreated,
  type TestHouse,
  testHouse,
} from "#test/support/house";
import { recordsOf } from "#test/support/records";

/** Who books answers, in the form, whether they may be texted about more than the visit. */
const monday = at("2026-03-02T15:00:00Z");
const phone = "+14045550123";
const asked = ["May we text you after your visit?", "May we text you about payments?"] as const;

let house: TestHouse;
afterEach(() => house.close());

const visit = (number: number, answers: readonly [string, string]) =>
  booking({
    start: at(`2026-03-1${number}T15:00:00Z`),
    createdAt: monday,
    inviteeUri: `https://api.calendly.com/scheduled_events/E${number}/invitees/I${number}`,
    eventUri: `https://api.calendly.com/scheduled_events/E${number}`,
    answers: [
      { question: asked[0], answer: answers[0] },
      { question: asked[1], answer: answers[1] },
      { question: "What brings you here?", answer: "A very private knee" },
    ],
  });

const open = async (): Promise<void> => {
  house = await testHouse(monday);
};

const customer = async () => {
  const { deps } = house.composed;
  const [stream] = recordsOf(house.composed).streams("customer");
  if (stream === undefined) throw new Error("Nobody has booked");
  const { commits } = await deps.store.read(deps.localTenant, stream);
  const events = commits.flatMap((commit) => commit.events as readonly CustomerEvent[]);
  return { stream, events, state: stateAfter(customerDecider, commits) };
};

const say = async (verb: "grant" | "withdraw", purpose: string): Promise<void> => {
  const { tokens, deps } = house.composed;
  await tokens.put("a-token", deps.localTenant);
  const { stream } = await customer();
  const id = stream.replace("customer/", "");
  const request = new Request(`http://127.0.0.1/v1/customers/${id}/consents/${verb}`, {
    method: "POST",
    headers: { authorization: "Bearer a-token", "idempotency-key": `${verb}-${purpose}` },
    body: JSON.stringify({ purpose, evidence: { how: "spoken", where: "At the desk" } }),
  });
  expect((await house.handle(request)).status).toBe(200);
  await house.drive.drain();
};

it("a yes in the form is recorded with the question that was asked, and nothing else of the form", async () => {
  await open();
  await house.post(inviteeCreated(visit(2, ["Yes", "No"])));

  const { events, state } = await customer();
  expect(state.consents).toEqual({
    reminder: "granted",
    review: "granted",
    marketing: "granted",
    deposit: "withdrawn",
  });
  const [review] = events.filter((event) => "purpose" in event && event.purpose === "review");
  expect(review).toMatchObject({ evidence: { how: "form", at: monday, wording: asked[0] } });
  const { streams } = recordsOf(house.composed);
  const all = await Promise.all(
    [...streams("appointment"), ...streams("customer")].map((stream) =>
      house.composed.deps.store.read(house.composed.deps.localTenant, stream),
    ),
  );
  expect(JSON.stringify(all)).not.toContain("knee");
});

it("who has said yes is asked for a review; who has said nothing is not", async () => {
  await open();
  await house.post(inviteeCreated(visit(2, ["Yes", ""])));
  await house.turnTo("2026-03-13T15:00:00Z");
  expect(house.texts(phone).some((text) => text.includes("How was it?"))).toBe(true);

  await house.close();
  await open();
  await house.post(inviteeCreated(visit(2, ["Maybe", ""])));
  await house.turnTo("2026-03-13T15:00:00Z");
  expect(house.texts(phone).some((text) => text.includes("How was it?"))).toBe(false);
});

it("what was taken back at the desk stays so when the booking is moved or told again", async () => {
  await open();
  const first = visit(2, ["Yes", "Yes"]);
  await house.post(inviteeCreated(first));
  await say("withdraw", "review");
  await house.post(inviteeCreated(first));
  const moved = { ...visit(3, ["Yes", "Yes"]), oldInvitee: first.inviteeUri };
  await house.post(inviteeCreated(moved));
  const gone = { ...first, rescheduled: true, newInvitee: moved.inviteeUri };
  await house.post(inviteeCanceled(gone, { at: monday, by: "invitee", reason: null }));
  expect((await customer()).state.consents).toMatchObject({
    review: "withdrawn",
    deposit: "granted",
  });

  // A new booking is a new word.
  await house.post(inviteeCreated(visit(4, ["Yes", "No"])));
  expect((await customer()).state.consents).toMatchObject({
    review: "granted",
    deposit: "withdrawn",
  });
});

it("a no to reminders in a form stands against the phone that was given with it", async () => {
  await open();
  const { tenants, deps } = house.composed;
  const settings = await deps.tenants.settings(deps.localTenant);
  const question = "May we remind you by text?";
  const consentQuestions = [{ question, purposes: ["reminder"] }] as const;
  await tenants.put(deps.localTenant, { ...settings, consentQuestions });
  await house.post(
    inviteeCreated({ ...visit(2, ["", ""]), answers: [{ question, answer: "No, thank you" }] }),
  );
  await house.turnTo("2026-03-11T16:00:00Z");
  expect((await customer()).state.consents).toEqual({ reminder: "withdrawn" });
  expect(house.texts(phone).filter((text) => text.includes("see you"))).toEqual([]);
});

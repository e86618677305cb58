import { expect, it } from "vitest";
import type { Endpoint } from "#core/ports/endpoints";
import { messengerOnAws } from "#functions/aws-messenger";
import { type Told, workerMs } from "#functions/aws-told";
import { reminder, start } from "#test/support/carrier-stage";

const sid = "SM4b1f0c52e9d84a133c9a61d27f504be8";
const door: Endpoint = {
  id: "door-1",
  tenant: reminder().tenant,
  provider: "twilio",
  secrets: ["secret"],
  toleranceMs: 0,
};

/** A container whose business has the doors that are in the list, which may grow. */
const container = () => {
  const doors: Endpoint[] = [{ ...door, id: "calendly-1", provider: "calendly" }];
  const callbacks: (string | null)[] = [];
  let looks = 0;
  const unasked = () => Promise.reject(new Error("asked"));
  const told: Told = {
    timeoutMs: workerMs,
    variables: { TWILIO_ACCOUNT_SID: "AC1", TWILIO_AUTH_TOKEN: "token", TWILIO_FROM: "+15550100" },
    outside: {
      carrier: async (request) => {
        callbacks.push(new URLSearchParams(await request.text()).get("StatusCallback"));
        return Response.json({ sid, status: "queued" }, { status: 201 });
      },
      payments: unasked,
      mail: unasked,
      booking: { calendly: unasked, calcom: unasked, acuity: unasked, square: unasked },
    },
    clock: { now: () => start },
    endpoints: {
      find: unasked,
      ofTenant: async () => {
        looks += 1;
        return doors;
      },
    },
    callbackUrl: "https://aro.example",
  };
  return { messenger: messengerOnAws(told), doors, callbacks, looks: () => looks };
};

it("sends no text of a business without a door for the carrier's reports, and says so", async () => {
  const { messenger, callbacks } = container();
  const why = "endpoint_missing";
  const outcome = await messenger.send(reminder(), start);
  expect(outcome).toEqual({ kind: "unavailable", why, retryAfterMs: null });
  expect(await messenger.find(reminder(), start)).toEqual({ kind: "unavailable", why });
  expect(callbacks).toEqual([]);
});

it("sends as soon as the door is there, and looks for it no more", async () => {
  const { messenger, doors, callbacks, looks } = container();
  await messenger.send(reminder(), start);
  doors.push(door);
  const asked = looks();
  expect((await messenger.send(reminder(), start)).kind).toBe("sent");
  expect((await messenger.send(reminder(), start)).kind).toBe("sent");
  const url = `https://aro.example/v1/webhooks/twilio/door-1/status?execution=${reminder().executionId}`;
  expect(callbacks).toEqual([url, url]);
  expect(looks() - asked).toBe(1);
});

it("refuses an e-mail that nobody carries by its own name, door or none", async () => {
  const mail = { ...reminder(), to: { kind: "email", email: "ito@example.com" } } as const;
  const rejected = { kind: "rejected", why: "messenger_missing" };
  expect(await container().messenger.send(mail, start)).toMatchObject(rejected);
});

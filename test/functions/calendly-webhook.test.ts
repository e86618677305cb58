import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { answerOf, calendlyRequest, signed } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";
const phone = "+14045550123";
const inAWeek = booking({ start: at("2026-03-10T14:00:00Z"), createdAt: at(now) });

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

/** Without the drain of `house.post`: what one request alone has written. */
const deliver = async (body: string) =>
  answerOf(await house.handle(calendlyRequest(house, { body, headers: signed(house, body) })));

describe("a signed booking", () => {
  it("is one commit, written before it is answered", async () => {
    const answer = await deliver(inviteeCreated(inAWeek));

    expect(answer).toMatchObject({ status: 200, outcome: "accepted", error: undefined });
    expect(records.commits()).toBe(1);
    expect(records.streams("appointment")).toHaveLength(1);
  });

  it("is the same one commit, delivered five times", async () => {
    const body = inviteeCreated(inAWeek);
    for (let time = 1; time <= 5; time++)
      expect(await deliver(body)).toMatchObject({ status: 200, outcome: "accepted" });

    expect(records.commits()).toBe(1);
    await house.drive.drain();
    expect(house.texts(phone)).toHaveLength(1);
  });

  it("is the same one commit, delivered five times at once", async () => {
    const body = inviteeCreated(inAWeek);
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(body)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(records.commits()).toBe(1);
  });

  it("is still the same, delivered again after everything has followed from it", async () => {
    const body = inviteeCreated(inAWeek);
    await house.post(body);
    const before = records.commits();
    await house.post(body);

    expect(records.commits()).toBe(before);
    expect(house.texts(phone)).toHaveLength(1);
  });

  it("is believed under the secret before the newest one, while that is being rotated", async () => {
    const { composed } = house;
    const [old = ""] = composed.seeded.calendly.secrets;
    await composed.endpoints.put({
      ...composed.seeded.calendly,
      secrets: ["the-newest-secret", old],
    });
    const body = inviteeCreated(inAWeek);
    const post = async (secret: string) =>
      (
        await house.handle(
          calendlyRequest(house, { body, headers: signed(house, body, { secret }) }),
        )
      ).status;

    expect(await post(old)).toBe(200);
    expect(await post("the-newest-secret")).toBe(200);
    expect(await post("the-one-before-the-previous")).toBe(401);
  });

  it("is believed when it is signed up to three minutes ago, or ahead", async () => {
    const body = inviteeCreated(inAWeek);
    for (const signedAt of ["2026-03-02T14:57:00Z", "2026-03-02T15:03:00Z"])
      expect((await house.post(body, at(signedAt))).status).toBe(200);
  });

  it("bears the caller's correlation id through to the commit", async () => {
    const body = inviteeCreated(inAWeek);
    const headers = { ...signed(house, body), "x-correlation-id": "story-of-mrs-ito" };
    await house.handle(calendlyRequest(house, { body, headers }));

    const [stream] = records.streams("appointment");
    const { commits } = await house.composed.deps.store.read(
      house.composed.deps.localTenant,
      stream ?? ("" as never),
    );
    expect(commits[0]?.cause.correlationId).toBe("story-of-mrs-ito");
  });
});

describe("an event that we do not know", () => {
  it("is acknowledged, and nothing is written", async () => {
    const body = JSON.stringify({ event: "routing_form_submission.created", payload: { x: 1 } });

    expect(await deliver(body)).toMatchObject({ status: 200, outcome: "accepted" });
    expect(records.commits()).toBe(0);
  });
});

describe("a booking that lacks something", () => {
  it("is told in the business's own zone when it names none", async () => {
    await house.post(inviteeCreated({ ...inAWeek, zone: null }));

    const [appointment] = await records.appointments();
    expect(appointment?.domain).toMatchObject({ zone: "America/New_York", zoneFrom: "tenant" });
    expect(house.texts(phone)).toEqual([expect.stringContaining("Tue, Mar 10 at 10:00 AM")]);
  });

  it.each([
    ["no phone", null, "no_phone"],
    ["blanks where the phone should be", "  \t ", "no_phone"],
    ["words where the phone should be", "call my sister", "phone_unusable"],
    ["three letters where the phone should be", "abc", "phone_unusable"],
    ["the number for emergencies", "911", "phone_unusable"],
    ["one digit", "1", "phone_unusable"],
    ["Arabic digits that are too few", "٩١١", "phone_unusable"],
    ["a phone that is too short", "+1 404 5550", "phone_unusable"],
    ["a phone that is too long for the world", "+1 404 555 0123 99999999", "phone_unusable"],
  ])("with %s becomes a person's task instead of a text", async (_, given, reach) => {
    const response = await house.post(inviteeCreated({ ...inAWeek, phone: given }));
    expect(await records.tasks()).toEqual(["unreachable (high)"]);
    await house.turnTo("2026-03-12T00:00:00Z");

    expect(response.status).toBe(200);
    const [appointment] = await records.appointments();
    expect(appointment?.domain).toMatchObject({ status: "completed", reach });
    expect(await records.tasks()).toEqual([]); // The visit has been: nobody need be found any more.
    expect(await records.texts()).toEqual([]);
  });
});

describe("a booking that the rules refuse", () => {
  const cases = [
    ["starts in the past", { start: at("2026-03-02T14:00:00Z") }, "appointment_in_past"],
    ["starts this very moment", { start: at(now) }, "appointment_in_past"],
    ["ends before it starts", { end: at("2026-03-10T13:00:00Z") }, "appointment_ends_before_start"],
    ["is in a zone that does not exist", { zone: "Mars/Olympus_Mons" }, "zone_unknown"],
    ["is in an offset instead of a zone", { zone: "+05:00" }, "zone_unknown"],
  ] as const;

  it.each(cases)(
    "because it %s is answered 200, recorded and handed to a person",
    async (...row) => {
      const [, story, code] = row;
      const end = "start" in story ? at("2026-03-02T16:00:00Z") : inAWeek.end;
      const answer = await answerOf(
        await house.post(inviteeCreated({ ...inAWeek, end, ...story })),
      );

      expect(answer).toMatchObject({ status: 200, outcome: "refused", error: { code } });
      expect(records.streams("appointment")).toEqual([]);
      const [intake = "" as never, ...others] = records.streams("intake");
      expect(others).toEqual([]);
      expect(await records.eventTypes(intake)).toEqual(["intake.refused", "task.opened"]);
      expect(await records.tasks()).toEqual(["booking-refused (high)"]);
      expect(house.texts(phone)).toEqual([]);
      expect(house.log.join("\n")).toContain(`"code":"${code}"`);
    },
  );

  it("is recorded once, however often it comes", async () => {
    const body = inviteeCreated({ ...inAWeek, zone: "Mars/Olympus_Mons" });
    for (let time = 1; time <= 5; time++) await house.post(body);

    expect(records.streams("intake")).toHaveLength(1);
    expect(await records.tasks()).toEqual(["booking-refused (high)"]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { answerOf } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00.000Z";
const phone = "+14045550123";

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const post = (path: string, body: unknown): Promise<Response> =>
  house.handle(
    new Request(`http://127.0.0.1${path}`, { method: "POST", body: JSON.stringify(body) }),
  );

type Booked = { readonly invitee: string; readonly start: string };

const book = async (wish: unknown): Promise<Booked> =>
  (await (await post("/sandbox/book", wish)).json()) as Booked;

describe("POST /sandbox/clock", () => {
  it("adds every hour that was asked for, also when all are asked for at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post("/sandbox/clock", { advance: "PT1H" })),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(house.composed.deps.clock.now()).toBe("2026-03-02T20:00:00.000Z");
  });

  it("counts from where a turn before it ends, and not from where it began", async () => {
    const [, advanced] = await Promise.all([
      post("/sandbox/clock", { to: "2026-03-04T15:00:00Z" }),
      post("/sandbox/clock", { advance: "PT1H" }),
    ]);

    expect(await advanced.json()).toEqual({ now: "2026-03-04T16:00:00.000Z" });
  });

  it("answers once more who asks for the same moment again a moment later", async () => {
    const wish = { to: "2026-03-04T15:00:00Z" };
    await post("/sandbox/clock", wish);
    await post("/sandbox/clock", { advance: "59s" });

    const again = await post("/sandbox/clock", wish);
    expect(await again.json()).toEqual({ now: "2026-03-04T15:00:59.000Z" });
    await post("/sandbox/clock", { advance: "2s" });
    expect((await post("/sandbox/clock", wish)).status).toBe(409);
  });

  it.each([
    [{ to: "2026-03-02T14:00:00Z" }, "409 clock_backwards"],
    [{ to: "2027-04-02T15:00:00Z" }, "422 clock_invalid"],
    [{ advance: "P2Y" }, "422 clock_invalid"],
    [{ advance: "-PT1H" }, "422 clock_invalid"],
    [{ advance: 7 }, "400 payload_invalid"],
  ])("refuses %j and stays where it is", async (wish, expected) => {
    const { status, error } = await answerOf(await post("/sandbox/clock", wish));

    expect(`${status} ${error?.code}`).toBe(expected);
    expect(house.composed.deps.clock.now()).toBe(now);
  });
});

describe("POST /sandbox/clock, asked for neither or both", () => {
  it.each([{}, { advance: "PT1H", to: "2026-03-04T15:00:00Z" }])(
    "says what %j lacks",
    async (wish) => {
      const { status, error } = await answerOf(await post("/sandbox/clock", wish));

      expect(status).toBe(400);
      expect(error).toMatchObject({
        code: "payload_invalid",
        details: {
          path: "",
          why: 'must have "advance", a duration such as PT48H, or "to", an instant, and not both',
        },
      });
    },
  );
});

it("says in the words of the API what is wrong with a field", async () => {
  const { error } = await answerOf(await post("/sandbox/clock", { advance: 7 }));

  expect(error).toMatchObject({ details: { path: "advance", why: "must be a text" } });
});

describe("POST /sandbox/book", () => {
  const unknown = "https://api.calendly.com/scheduled_events/NOBODY/invitees/NOBODY";

  it.each(["cancel", "reschedule"])(
    "refuses to %s a booking that nobody has made, and writes nothing",
    async (change) => {
      const before = records.commits();
      const { status, error } = await answerOf(await post("/sandbox/book", { [change]: unknown }));

      expect(`${status} ${error?.code}`).toBe("404 appointment_unknown");
      expect(records.commits()).toBe(before);
    },
  );

  it("cancels a booking under its own time and name", async () => {
    const start = "2026-03-10T14:00:00.000Z";
    const { invitee } = await book({ start, name: "Bo Two", phone: "+1 404-555-0199" });
    const cancelled = await book({ cancel: invitee });

    expect(cancelled).toMatchObject({ invitee, start, answers: [{ outcome: "accepted" }] });
    const [appointment] = await records.appointments();
    expect(appointment?.domain).toMatchObject({ status: "cancelled", start });
  });

  it("moves a booking to another time, and leaves the person who they are", async () => {
    const { invitee } = await book({ name: "Bo Two", phone: "+1 404-555-0199", zone: null });
    const start = "2026-03-12T14:00:00.000Z";
    const moved = await book({ reschedule: invitee, start });

    expect(moved).toMatchObject({ start });
    expect(moved.invitee).not.toBe(invitee);
    expect(await records.appointments()).toMatchObject([
      {
        domain: { status: "booked", plan: 2, start, contact: { name: "Bo Two" } },
      },
    ]);
    expect(house.texts("+14045550199").length).toBeGreaterThan(1);
    expect(house.texts(phone)).toEqual([]);
  });

  it("moves a moved booking once more, and cancels it in the end", async () => {
    const first = await book({});
    const second = await book({ reschedule: first.invitee, start: "2026-03-12T14:00:00.000Z" });
    const third = await book({ reschedule: second.invitee, start: "2026-03-13T14:00:00.000Z" });
    await book({ cancel: third.invitee });

    expect(await records.appointments()).toMatchObject([
      { domain: { status: "cancelled", plan: 3, start: "2026-03-13T14:00:00.000Z" } },
    ]);
  });
});

describe("the carrier of a sandbox", () => {
  it.each(["https://aro.example.com", "http://localhost:3000", "http://[::1]:3000"])(
    "is believed at whatever address the house is reached: %s",
    async (publicUrl) => {
      const elsewhere = await testHouse(now, { publicUrl: () => publicUrl });
      await elsewhere.post(inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") })));
      await elsewhere.turnTo("2026-03-02T15:01:00Z");
      await elsewhere.customerTexts(phone, "C");

      const refused = elsewhere.log.filter((line) => line.includes("webhook.refused"));
      const [appointment] = await recordsOf(elsewhere.composed).appointments();
      await elsewhere.close();
      expect(refused).toEqual([]);
      expect(appointment?.domain.status).toBe("confirmed");
    },
  );
});

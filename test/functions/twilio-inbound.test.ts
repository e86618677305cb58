import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { answerOf, twilioRequest } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const stranger = "+14045550999";

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  records = recordsOf(house.composed);
  await house.post(inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") })));
});
afterEach(() => house.close());

const sidOf = (n: number): string => `SM${String(n).padStart(32, "0")}`;

const received = async (
  fields: Readonly<Record<string, string>>,
  wish: Parameters<typeof twilioRequest>[3] = {},
): Promise<Response> => {
  const form = { MessageSid: sidOf(1), From: phone, To: "+14045550100", ...fields };
  const response = await house.handle(twilioRequest(house, "inbound", form, wish));
  await house.drive.drain();
  return response;
};

const outcomes = async (): Promise<readonly unknown[]> => {
  const streams = records.streams("customer");
  const { store, localTenant } = house.composed.deps;
  const all = await Promise.all(streams.map((stream) => store.read(localTenant, stream)));
  return all
    .flatMap(({ commits }) => commits.flatMap(({ events }) => events))
    .flatMap((event) => ("outcome" in event ? [event.outcome] : []));
};

describe("a customer's text", () => {
  it("is answered with empty TwiML: we speak by ourselves, if at all", async () => {
    const response = await received({ Body: "C" });

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/xml; charset=utf-8");
    expect(await response.text()).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
  });

  it.each(["C", "c", " C. ", "1", "yes please", "👍"])("%s confirms the visit", async (Body) => {
    await received({ Body });

    const [appointment] = await records.appointments();
    expect(appointment?.domain.status).toBe("confirmed");
    expect(await outcomes()).toMatchObject([{ kind: "acted", action: "confirm" }]);
    expect(await records.texts()).toContain("confirmed-thanks: sent");
  });

  it.each(["STOP", "stop", "Unsubscribe", "please stop texting me"])(
    "%s opts out, before it is answered",
    async (Body) => {
      const form = { MessageSid: sidOf(1), From: phone, To: "+14045550100", Body };
      await house.handle(twilioRequest(house, "inbound", form)); // No drain: this request alone.
      expect(await outcomes()).toMatchObject([{ kind: "acted", action: "opt_out" }]);

      await house.turnTo("2026-03-11T14:00:00Z");
      expect(await records.texts()).toContain("reminder-two-days: suppressed opted_out");
      expect(house.texts(phone)).toHaveLength(1); // Only what had gone before.
    },
  );

  it("opts out by the carrier's own word, whatever the text says", async () => {
    await received({ Body: "xyzzy", OptOutType: "STOP" });

    expect(await outcomes()).toMatchObject([{ kind: "acted", action: "opt_out" }]);
  });

  it("opts out by CANCEL, and a person asks whether the visit is meant, too", async () => {
    await received({ Body: "CANCEL", OptOutType: "STOP" });

    expect(await outcomes()).toMatchObject([{ kind: "acted", action: "opt_out" }]);
    expect(await records.tasks()).toEqual(["wants-to-cancel (high)"]);
    const [appointment] = await records.appointments();
    expect(appointment?.domain.status).toBe("booked");
  });

  it.each(["Do I need to bring anything?", "", "C or not C", "🤷"])(
    "%s goes to a person",
    async (Body) => {
      await received({ Body });

      expect(await outcomes()).toMatchObject([{ kind: "handed_to_person" }]);
      expect(await records.tasks()).toEqual(["answer-needed (medium)"]);
      const [appointment] = await records.appointments();
      expect(appointment?.domain.status).toBe("booked");
    },
  );

  it("is one text, however often the carrier delivers it", async () => {
    await received({ Body: "Do I need to bring anything?" });
    const before = records.commits();
    for (let time = 1; time <= 4; time++)
      expect((await received({ Body: "Do I need to bring anything?" })).status).toBe(200);

    expect(records.commits()).toBe(before);
    expect(await records.tasks()).toHaveLength(1);
  });

  it("confirms once, with one thank-you, when it is texted twice", async () => {
    await received({ Body: "C" });
    await received({ Body: "C", MessageSid: sidOf(2) });

    expect((await records.texts()).filter((text) => text.startsWith("confirmed-thanks"))).toEqual([
      "confirmed-thanks: sent",
    ]);
  });
});

describe("a text from a number that we do not know", () => {
  it("is kept, and goes to a person", async () => {
    await received({ From: stranger, Body: "C" });

    expect(await outcomes()).toMatchObject([
      { kind: "handed_to_person", why: "nothing_to_confirm" },
    ]);
    expect(await records.tasks()).toEqual(["answer-needed (medium)"]);
    const [appointment] = await records.appointments();
    expect(appointment?.domain.status).toBe("booked");
  });

  it("opts out all the same: whoever books under it later gets no text", async () => {
    await received({ From: stranger, Body: "STOP" });
    const other = booking({
      start: at("2026-03-10T16:00:00Z"),
      phone: stranger,
      email: "other@example.com",
      inviteeUri: "https://api.calendly.com/scheduled_events/EVENT2/invitees/INVITEE2",
    });
    await house.post(inviteeCreated(other));

    expect(house.texts(stranger)).toEqual([]);
    expect(await records.texts()).toContain("booking-confirmation: suppressed opted_out");
  });
});

describe("an inbound webhook that cannot be taken", () => {
  const otherText = { MessageSid: sidOf(7), Body: "other" };
  it.each([
    ["signed by somebody else", {}, { secret: "guessed" }, "401 signature_invalid"],
    ["for an endpoint that does not exist", {}, { endpoint: "nobody" }, "401 signature_invalid"],
    ["of another account", { AccountSid: `AC${"1".repeat(32)}` }, {}, "401 signature_invalid"],
    ["of no account", { AccountSid: "" }, {}, "401 signature_invalid"],
    ["without a sid", { MessageSid: "" }, {}, "400 payload_invalid"],
    ["without a sender", { From: "" }, {}, "400 payload_invalid"],
    ["under the sid of another text", otherText, {}, "409 command_id_reused"],
  ])("is refused when it is %s", async (_, fields, wish, expected) => {
    await received({ MessageSid: sidOf(7), Body: "I am Quenby" });
    const before = records.commits();
    const answer = await answerOf(await received({ Body: "I am Quenby", ...fields }, wish));

    expect(`${answer.status} ${answer.error?.code}`).toBe(expected);
    expect(records.commits()).toBe(before);
    expect(house.log.at(-1)).toContain(answer.error?.correlationId);
    expect(house.log.join("\n")).not.toMatch(/quenby|5550123/i);
  });
});

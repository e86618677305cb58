import { afterEach, beforeEach, expect, it } from "vitest";
import { onEachRuntime, type StoryHouse } from "#test/support/runtimes";

/**
 * The whole story with nothing but the sandbox: its booking page, its phone, its payment page, its clock.
 * A customer who has missed two visits books a third, and the timeline says of every step why.
 */
const base = "http://127.0.0.1";
const phone = "+14045550123";
const form = (answer: string) =>
  ["May we text you after your visit?", "May we text you about payments?"].map((question) => ({
    question,
    answer,
  }));

let house: StoryHouse;

const call = async <Body>(method: "GET" | "POST", path: string, body?: object): Promise<Body> => {
  const headers = { authorization: "Bearer a-token", "idempotency-key": path };
  const sent =
    body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const answer = await house.handle(new Request(`${base}${path}`, sent));
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.json() as Promise<Body>;
};

const book = (start: string, answer = "Yes") =>
  call("POST", "/sandbox/book", { start, answers: form(answer) });
const turnTo = (to: string) => call("POST", "/sandbox/clock", { to });
const says = (body: string) => call("POST", `/sandbox/phone/${phone}`, { body });

type Phone = {
  readonly messages: readonly { readonly direction: string; readonly body: string }[];
};
const lastText = async (): Promise<string> => {
  const { messages } = await call<Phone>("GET", `/sandbox/phone/${phone}`);
  return messages.findLast(({ direction }) => direction === "outbound")?.body ?? "";
};

type Row = { readonly id: string; readonly status: string };
const visits = async (): Promise<readonly Row[]> =>
  (
    await call<{ readonly appointments: readonly Row[] }>(
      "GET",
      "/v1/appointments?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z",
    )
  ).appointments;

type Entry = {
  readonly kind: string;
  readonly title: string;
  readonly why: string | null;
  readonly isMinor: boolean;
};
const timelineOf = (id: string) =>
  call<{ readonly appointment: Row; readonly happened: readonly Entry[] }>(
    "GET",
    `/v1/appointments/${id}`,
  );

/** What a reader sees at first; tasks are told on pages of their own, too. */
const titlesOf = (happened: readonly Entry[]): readonly string[] =>
  happened.filter(({ kind, isMinor }) => kind !== "task" && !isMinor).map(({ title }) => title);

/** Every step says why it was taken, or left out. */
const expectExplained = (happened: readonly Entry[]): void =>
  expect(happened.filter(({ why }) => why === null || why === "")).toEqual([]);

/** Two visits to which nobody came, as the front desk says. */
const missTwo = async (): Promise<void> => {
  await book("2026-03-03T15:00:00Z");
  await book("2026-03-03T16:00:00Z");
  await turnTo("2026-03-03T16:10:00Z");
  for (const { id } of await visits()) await call("POST", `/v1/appointments/${id}/no-show`);
  await house.drive.drain();
};

const pay = async (text: string): Promise<string> => {
  const link = /http:\/\/127\.0\.0\.1\/pay\/\w+/.exec(text)?.[0] ?? "";
  const html = await (await house.handle(new Request(link))).text();
  const session = /name="session" value="(\w+)"/.exec(html)?.[1] ?? "";
  const body = new URLSearchParams({ session, choice: "pay" });
  const paid = await house.handle(new Request(link, { method: "POST", body }));
  return paid.text();
};

const follow = async (text: string): Promise<string | null> => {
  const answer = await house.handle(new Request(/http\S+\/r\/\S+/.exec(text)?.[0] ?? "none"));
  await house.drive.drain();
  expect(answer.status).toBe(302);
  return answer.headers.get("location");
};

onEachRuntime("from a booking to a review, with only the sandbox", (open) => {
  beforeEach(async () => {
    house = await open("2026-03-02T15:00:00Z"); // A Monday, ten in New York.
    await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
  });
  afterEach(() => house.close());

  it("a customer books, is reminded, answers, pays, comes and is asked; the timeline says why", async () => {
    await missTwo();
    await turnTo("2026-03-04T15:00:00Z");
    await book("2026-03-10T14:00:00Z");
    const asked = await lastText();
    expect(asked).toContain("a deposit holds your time on Tue, Mar 10 at 10:00 AM");

    await turnTo("2026-03-08T14:00:00Z");
    expect(await lastText()).toContain("we'll see you on Tue, Mar 10 at 10:00 AM");
    await says("Yes I'll be there, thanks!");
    expect(await lastText()).toContain("you are confirmed for Tue, Mar 10 at 10:00 AM");
    expect(await pay(asked)).toContain("Thank you: it is paid.");

    await turnTo("2026-03-10T22:30:00Z");
    const question = await lastText();
    expect(question).toContain("thank you for coming. How was it?");
    await says("Everybody was very kind");
    expect(await lastText()).toContain("thank you for telling us");
    expect(await follow(question)).toBe("https://g.page/r/riverside-clinic/review");

    const id = (await visits()).at(-1)?.id ?? "";
    const { appointment, happened } = await timelineOf(id);
    expect(appointment.status).toBe("completed");
    const [booked, ...told] = titlesOf(happened);
    // The link and the first text are worked off at once: which is first is nobody's promise.
    const atOnce = told.slice(0, 2).toSorted();
    expect([booked, ...atOnce, ...told.slice(2)]).toEqual([
      "Booked for Tue 10 Mar, 10:00",
      "A link to pay 50.00 USD was made",
      "Text “booking confirmation” sent",
      "Text “deposit request” sent",
      "Text “deposit reminder” sent",
      "Reminder (48 h before) sent",
      "The customer wrote: taken as a confirmation",
      "Confirmed",
      "Text “confirmed thanks” sent",
      "A deposit of 50.00 USD was paid",
      "The link to pay was closed",
      "Text “one day reminder” left out",
      "The visit began",
      "The visit is over",
      "Text “review request” sent",
      "The customer wrote, and a person was asked",
      "Text “ask once more” left out",
      "Text “thank for looking” left out",
      "Text “review thanks” sent",
      "The review link was opened",
    ]);
    expectExplained(happened);
  });

  it("a customer who does not come is offered another time, and may take it", async () => {
    await missTwo();
    await turnTo("2026-03-03T18:30:00Z");
    expect(await lastText()).toContain("we missed you. Choose another time here: https://");
    await book("2026-03-10T14:00:00Z");
    const [first, second, again] = await visits();
    expect(again?.status).toBe("booked");
    const [told, other] = [await timelineOf(first?.id ?? ""), await timelineOf(second?.id ?? "")];
    const happened = [...told.happened, ...other.happened];
    expect(titlesOf(happened)).toEqual(
      expect.arrayContaining([
        "Allowed texts with offers",
        "The customer did not come",
        "Text “missed visit offer” sent",
        "Text “missed visit offer” put off until 17:11", // Not twice at once to the same customer.
      ]),
    );
    const waitsIn = (entries: readonly (typeof happened)[number][], text: string) =>
      entries.flatMap(({ title, why }) => (title.startsWith(`${text} put off`) ? [why] : []));
    const [onItsWay, tooSoon] = [
      expect.stringMatching(/^another text to the customer was on its way/),
      expect.stringMatching(/^the customer had had another text only shortly before/),
    ];
    // Which of the two goes first is nobody's promise; the other has waited for it.
    const offers = [told, other].map((one) => waitsIn(one.happened, "Text “missed visit offer”"));
    const [, waited] = offers.toSorted((one, more) => one.length - more.length);
    expect(waited).toEqual([onItsWay, tooSoon]);
    // The day before, the second visit's reminder has waited by itself: it was confirmed an hour before that.
    expect(waitsIn(other.happened, "Reminder (24 h before)")).toEqual([tooSoon]);
    expect(titlesOf(other.happened)).toContain("Reminder (24 h before) put off until 14:00");
    expectExplained(happened);
  });

  it("a customer who says no in the form is neither asked for money by text nor for a review", async () => {
    await book("2026-03-10T14:00:00Z", "No");
    await turnTo("2026-03-12T15:00:00Z");
    const id = (await visits()).at(-1)?.id ?? "";
    const { happened } = await timelineOf(id);
    expect(titlesOf(happened)).toContain("Does not allow being asked what a visit was like");
    const refused = happened.find(({ title }) => title === "Text “review request” not sent");
    expect(refused?.why).toBe("the customer has not allowed texts of this kind");
    expectExplained(happened);
  });
});

import { describe, expect, it } from "vitest";
import { standingOf } from "#core/appointment/standing";
import { plusMs } from "#core/kernel/time";
import { historyOf, type Standing } from "#core/risk/standing";
import { lifetimeValue } from "#core/risk/value";
import { booking, hour, journey, monday, reference, visit } from "#test/support/bookings";
import {
  bookedWith,
  confirm,
  moveTo,
  nextDay,
  type StreamStory,
  textOf,
} from "#test/support/journey-stage";
import { sendNow, settle } from "#test/support/journey-stage";

const hello = journey(
  "hello",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
);
const said = ({ state }: StreamStory): Standing => {
  if (state.domain.status === "none") throw new Error("Cannot tell of no appointment");
  return standingOf(state.domain, state.journeys);
};
const delivery = (story: StreamStory, status: "delivered" | "undelivered"): StreamStory =>
  story.when(
    {
      kind: "record_delivery",
      execution: textOf(story, "hello").execution,
      sid: "SM1",
      status,
      errorCode: null,
    },
    monday,
  );

describe("what an appointment says for its customer", () => {
  it("is that nothing was asked yet, while no text has gone", () => {
    expect(said(bookedWith(hello))).toEqual({
      counts: true,
      reschedules: 0,
      asked: false,
      confirmed: false,
      price: null,
      pastDue: false,
    });
  });

  it("is that it was asked once a text went, unless the network could not deliver it", () => {
    const sent = sendNow(bookedWith(hello), "hello", monday);

    expect(said(sent).asked).toBe(true);
    expect(said(delivery(sent, "delivered")).asked).toBe(true);
    expect(said(delivery(sent, "undelivered")).asked).toBe(false);
  });

  it("is that it was not asked where the carrier refused the text", () => {
    const story = bookedWith(hello);
    const { execution } = textOf(story, "hello");
    const refused = story.when(
      settle(execution, { kind: "rejected", why: "landline", providerCode: null }),
      monday,
    );
    expect(said(refused).asked).toBe(false);
  });

  it("begins anew with another time, except that the move is counted", () => {
    const confirmed = sendNow(bookedWith(hello), "hello", monday).when(confirm, monday);
    expect(said(confirmed)).toMatchObject({ asked: true, confirmed: true, reschedules: 0 });

    const moved = confirmed.when(moveTo("B", nextDay), monday);
    expect(said(moved)).toMatchObject({ asked: false, confirmed: false, reschedules: 1 });
  });

  it("names the price, and that it is past due until the visit is off; a move keeps both", () => {
    const price = { minor: 8550, currency: "USD" };
    const unpaid = booking("A", { payment: { price, isPaid: false } });
    const story = bookedWith(hello).when({ kind: "book", booking: unpaid }, monday);
    expect(said(story).price).toBeNull(); // It was booked already: nothing new is true.

    const first = bookedWith().when(
      {
        kind: "move",
        booking: {
          ...unpaid,
          reference: reference("B"),
          start: nextDay,
          end: plusMs(nextDay, hour),
        },
        from: reference("A"),
      },
      monday,
    );
    expect(said(first)).toMatchObject({ price, pastDue: true });
    const again = first.when(moveTo("C", visit, "B"), monday);
    expect(said(again)).toMatchObject({ price, pastDue: true, reschedules: 2 });
    const off = again.when(
      { kind: "cancel", booking: booking("C"), by: "customer", reason: null },
      monday,
    );
    expect(said(off).pastDue).toBe(false);
  });

  it("does not count where the visit lives on under another name", () => {
    const gone = bookedWith().when(
      {
        kind: "let_go",
        reference: reference("A"),
        to: reference("B"),
        as: "b".repeat(32) as never,
      },
      monday,
    );
    expect(said(gone)).toMatchObject({ counts: false, reschedules: 1 });
  });
});

const standing = (other: Partial<Standing> = {}): Standing => ({
  counts: true,
  reschedules: 0,
  asked: true,
  confirmed: false,
  price: { minor: 1000, currency: "USD" },
  pastDue: false,
  ...other,
});

describe("a customer's history", () => {
  it("counts a question once its answer is known: a yes at once, silence when the time has come", () => {
    const silent = standing();
    const yes = standing({ confirmed: true });

    expect(historyOf([{ status: "booked", standing: silent }])).toMatchObject({ asked: 0 });
    expect(historyOf([{ status: "confirmed", standing: yes }])).toMatchObject({
      asked: 1,
      confirmed: 1,
    });
    expect(historyOf([{ status: "in_progress", standing: silent }])).toMatchObject({
      asked: 1,
      confirmed: 0,
    });
    expect(historyOf([{ status: "cancelled", standing: silent }])).toMatchObject({ asked: 0 });
    expect(
      historyOf([{ status: "completed", standing: standing({ asked: false }) }]),
    ).toMatchObject({ asked: 0 });
  });

  it("knows of notes from before there were standings what their state says", () => {
    expect(historyOf([{ status: "no_show" }, { status: "confirmed" }])).toEqual({
      appointments: 2,
      noShows: 1,
      asked: 1,
      confirmed: 1,
      reschedules: 0,
      isPastDue: false,
    });
  });

  it("leaves out what is somebody else's by now, except for the moves before", () => {
    const elsewhere = standing({ counts: false, reschedules: 1, pastDue: true });

    expect(historyOf([{ status: "no_show", standing: elsewhere }])).toMatchObject({
      appointments: 0,
      noShows: 0,
      reschedules: 1,
      isPastDue: false,
    });
  });
});

describe("what a customer has been worth", () => {
  it("is the price of completed visits alone, each currency by itself", () => {
    const euros = standing({ price: { minor: 5, currency: "EUR" } });
    expect(
      lifetimeValue([
        { status: "completed", standing: standing() },
        { status: "completed", standing: standing() },
        { status: "completed", standing: euros },
        { status: "no_show", standing: standing() },
        { status: "booked", standing: standing() },
        { status: "completed", standing: standing({ price: null }) },
        { status: "completed" },
      ]),
    ).toEqual([
      { minor: 5, currency: "EUR" },
      { minor: 2000, currency: "USD" },
    ]);
  });
});

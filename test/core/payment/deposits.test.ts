import { describe, expect, it } from "vitest";
import {
  type AppointmentStreamEvent,
  appointmentStreamDecider,
  type AppointmentStreamWish,
} from "#core/appointment/journeys";
import { appointmentIdOf } from "#core/appointment/booking";
import { as, type ExecutionId } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import type { PaymentNote } from "#core/payment/commands";
import { depositOf, depositStanding } from "#core/payment/state";
import { booking, monday, reference, surroundings } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(appointmentStreamDecider, surroundings([]));

const deposit = as<ExecutionId>(`appointment.${"a".repeat(32)}.0123456789abcdef`);
const fee = { amountMinor: 2500, currency: "USD" };

const booked: AppointmentStreamEvent = {
  type: "appointment.booked",
  appointment: appointmentIdOf(reference("A")),
  plan: 1,
  replaces: null,
  tzdb: "2026a",
  ...booking("A"),
};
const cancelled: AppointmentStreamEvent = {
  type: "appointment.cancelled",
  customer: booking("A").customer,
  by: "customer",
  reason: null,
};
const asked: AppointmentStreamEvent = {
  type: "payment.link_created",
  execution: deposit,
  customer: booking("A").customer,
  link: "plink_1",
  url: "https://buy.stripe.com/1",
  ...fee,
};

const note = (note: PaymentNote): AppointmentStreamWish => ({
  kind: "note_payment",
  execution: deposit,
  note,
});
const link = note({
  what: "link_created",
  link: "plink_1",
  url: "https://buy.stripe.com/1",
  ...fee,
});
const paid = (payment = "pi_1", money = fee) => note({ what: "paid", payment, ...money });
const pending = note({ what: "pending", payment: "pi_1", ...fee });
const failed = note({ what: "failed", payment: "pi_1" });
const refunded = (refundedMinor: number, payment = "pi_1") =>
  note({ what: "refunded", payment, refundedMinor, ...fee });
const disputed = (stage: "opened" | "won" | "lost", answerBy: string | null = null) =>
  note({
    what: "disputed",
    payment: "pi_1",
    dispute: "du_1",
    stage,
    answerBy: answerBy === null ? null : at(answerBy),
    ...fee,
  });

type Told = ReturnType<typeof given>;

const standing = ({ state }: Told) => depositStanding(depositOf(state.domain.deposits, deposit));
const tasks = ({ state }: Told) => Object.values(state.journeys.tasks).map(({ kind }) => kind);
const status = ({ state }: Told) => state.domain.status;

/** The events besides the plan of the next wake, which every stream of an appointment has. */
const happened = ({ events }: Told): readonly string[] =>
  events.map(({ type }) => type).filter((type) => type !== "wake.planned");

describe("a paid deposit", () => {
  it("confirms the visit, once", () => {
    const first = given(booked, asked).when(paid(), monday);
    expect(happened(first)).toEqual(["payment.paid", "appointment.confirmed"]);
    expect(standing(first)).toBe("paid");
    expect(status(first)).toBe("confirmed");
    first.when(paid(), monday).thenNothingHappened();
  });

  it("confirms although it is heard of before the reply to the making of its link", () => {
    const early = given(booked).when(paid(), monday);
    expect(status(early)).toBe("confirmed");

    const late = early.when(link, monday);
    expect(happened(late)).toEqual(["payment.link_created"]);
    expect(standing(late)).toBe("paid");
    expect(late.state.domain.deposits[deposit]?.asked).toMatchObject({ link: "plink_1", ...fee });
  });

  it("says nothing more of a visit that was confirmed before, is between two times, or has begun", () => {
    for (const event of [
      { type: "appointment.confirmed", by: "customer" },
      { type: "appointment.moved_away", from: reference("A"), to: null },
      { type: "appointment.started" },
      { type: "appointment.no_show", by: "operator" },
    ] as const) {
      const told = given(booked, asked, event).when(paid(), monday);
      expect([event.type, ...happened(told)]).toEqual([event.type, "payment.paid"]);
      expect(tasks(told)).toEqual([]);
    }
  });

  it("of another amount or currency than was asked confirms nothing: a person compares", () => {
    for (const money of [
      { amountMinor: 100, currency: "USD" },
      { amountMinor: 2500, currency: "EUR" },
    ]) {
      const told = given(booked, asked).when(paid("pi_1", money), monday);
      expect(happened(told)).toEqual(["payment.paid_otherwise", "task.opened"]);
      expect(tasks(told)).toEqual(["check-deposit-amount"]);
      expect([standing(told), status(told)]).toEqual(["other_amount", "booked"]);
      told.when(paid("pi_1", money), monday).thenNothingHappened();
    }
  });

  it("confirms although another amount was paid before, which stays the person's task", () => {
    const cent = { amountMinor: 1, currency: "USD" };
    const wrong = given(booked, asked).when(paid("pi_1", cent), monday);
    const right = wrong.when(paid("pi_2"), monday);
    expect(happened(right)).toEqual(["payment.paid", "appointment.confirmed"]);
    expect([standing(right), status(right)]).toEqual(["paid", "confirmed"]);
    expect(tasks(right)).toEqual(["check-deposit-amount"]);

    const back = { what: "refunded", payment: "pi_1", refundedMinor: 1, ...cent } as const;
    const settled = right.when(note(back), monday);
    expect([standing(settled), ...tasks(settled)]).toEqual(["paid"]);
  });

  it("makes what is paid after it a second payment, whatever its amount, until that is given back", () => {
    const cent = { amountMinor: 1, currency: "USD" };
    const told = given(booked, asked).when(paid(), monday).when(paid("pi_2", cent), monday);
    expect(tasks(told)).toEqual(["refund-second-payment"]);
    expect(tasks(told.when(refunded(2500), monday))).toEqual(["refund-second-payment"]);
    const back = { what: "refunded", payment: "pi_2", refundedMinor: 1, ...cent } as const;
    expect(tasks(told.when(note(back), monday))).toEqual([]);
  });

  it("of a booking that nobody knows is refused: there is nothing to keep it with", () => {
    given().when(paid(), monday).thenRefuses("appointment_unknown");
  });
});

describe("money that should not be there", () => {
  it("is a person's task when the visit was cancelled before, and stays cancelled", () => {
    const told = given(booked, asked, cancelled).when(paid(), monday);
    expect(happened(told)).toEqual(["payment.paid", "task.opened"]);
    expect(tasks(told)).toEqual(["refund-after-cancellation"]);
    expect(told.state.journeys.tasks).toMatchObject({
      [Object.keys(told.state.journeys.tasks)[0] ?? ""]: { priority: "high" },
    });
    expect(status(told)).toBe("cancelled");
  });

  it("is a person's task when the visit lives on under another booking", () => {
    const elsewhere: AppointmentStreamEvent = {
      type: "appointment.continued",
      from: reference("A"),
      as: as("b".repeat(32)),
    };
    expect(tasks(given(booked, asked, elsewhere).when(paid(), monday))).toEqual([
      "deposit-of-moved-visit",
    ]);
  });

  it("is a task for each payment after the first, and none for the first", () => {
    const once = given(booked, asked).when(paid("pi_1"), monday);
    const twice = once.when(paid("pi_2"), monday);
    expect(happened(twice)).toEqual(["payment.paid", "task.opened"]);
    const thrice = twice.when(paid("pi_3"), monday);
    expect(tasks(thrice)).toEqual(["refund-second-payment", "refund-second-payment"]);
    thrice.when(paid("pi_2"), monday).thenNothingHappened();
    expect(standing(thrice)).toBe("paid");
  });

  it("is settled when it was given back whole, whichever of the two payments it was", () => {
    const twice = given(booked, asked).when(paid("pi_1"), monday).when(paid("pi_2"), monday);
    for (const payment of ["pi_1", "pi_2"]) {
      const back = twice.when(refunded(2500, payment), monday);
      expect(happened(back)).toEqual(["payment.refunded", "task.closed"]);
      expect(back.events).toContainEqual(
        expect.objectContaining({ type: "task.closed", why: "payment.refunded" }),
      );
      expect(tasks(back)).toEqual([]);
      expect(standing(back)).toBe("paid");
    }
  });

  it("is not settled by a part of it", () => {
    const told = given(booked, asked, cancelled).when(paid(), monday).when(refunded(1000), monday);
    expect(happened(told)).toEqual(["payment.refunded"]);
    expect(tasks(told)).toEqual(["refund-after-cancellation"]);
    expect(tasks(told.when(refunded(2500), monday))).toEqual([]);
  });

  it("of three payments leaves one task when one of them is given back", () => {
    const thrice = given(booked, asked)
      .when(paid("pi_1"), monday)
      .when(paid("pi_2"), monday)
      .when(paid("pi_3"), monday);
    expect(tasks(thrice.when(refunded(2500, "pi_2"), monday))).toEqual(["refund-second-payment"]);
  });
});

describe("two deposits asked of one visit", () => {
  const other = as<ExecutionId>(`appointment.${"a".repeat(32)}.fedcba9876543210`);
  const paidOther: AppointmentStreamWish = {
    kind: "note_payment",
    execution: other,
    note: { what: "paid", payment: "pi_2", ...fee },
  };
  const askedAgain: AppointmentStreamEvent = {
    ...asked,
    execution: other,
    link: "plink_2",
    url: "https://buy.stripe.com/2",
  };
  const both = given(booked, asked, askedAgain).when(paid(), monday).when(paidOther, monday);

  it("and both paid, are one deposit and money to be given back", () => {
    expect(happened(both)).toEqual(["payment.paid", "task.opened"]);
    expect(tasks(both)).toEqual(["refund-second-payment"]);
    expect(status(both)).toBe("confirmed");
  });

  it("are settled by giving either back", () => {
    const back = (execution: ExecutionId, payment: string): AppointmentStreamWish => ({
      kind: "note_payment",
      execution,
      note: { what: "refunded", payment, refundedMinor: 2500, ...fee },
    });
    expect(tasks(both.when(back(deposit, "pi_1"), monday))).toEqual([]);
    expect(tasks(both.when(back(other, "pi_2"), monday))).toEqual([]);
  });
});

describe("a refund", () => {
  it("of a part leaves the deposit paid and the visit confirmed", () => {
    const told = given(booked, asked).when(paid(), monday).when(refunded(1000), monday);
    expect(happened(told)).toEqual(["payment.refunded"]);
    expect(standing(told)).toBe("paid");
    expect(status(told)).toBe("confirmed");
  });

  it("of the whole takes no confirmation back", () => {
    const told = given(booked, asked).when(paid(), monday).when(refunded(2500), monday);
    expect(standing(told)).toBe("refunded");
    expect(status(told)).toBe("confirmed");
  });

  it("only ever grows: an older sum that comes late says nothing new", () => {
    const told = given(booked, asked).when(paid(), monday).when(refunded(2000), monday);
    told.when(refunded(1000), monday).thenNothingHappened();
    told.when(refunded(2000), monday).thenNothingHappened();
  });

  it("of the whole that comes before its payment leaves nothing to confirm", () => {
    const back = given(booked, asked).when(refunded(2500), monday);
    const reported = { status: "reported", amount: fee, refundedMinor: 2500 };
    expect(depositOf(back.state.domain.deposits, deposit).payments["pi_1"]).toMatchObject(reported);
    const told = back.when(paid(), monday);
    expect(happened(told)).toEqual(["payment.paid"]);
    expect(standing(told)).toBe("refunded");
    expect(status(told)).toBe("booked");
  });

  it("of a part that comes before its payment does not stop the confirmation", () => {
    const told = given(booked, asked).when(refunded(500), monday).when(paid(), monday);
    expect(status(told)).toBe("confirmed");
  });
});

describe("a payment that takes days", () => {
  it("is on its way, then there, and only then confirms", () => {
    const way = given(booked, asked).when(pending, monday);
    expect(standing(way)).toBe("pending");
    expect(status(way)).toBe("booked");
    expect(status(way.when(paid(), monday))).toBe("confirmed");
  });

  it("may fail; what then comes late of its way says nothing new", () => {
    const told = given(booked, asked).when(pending, monday).when(failed, monday);
    expect(standing(told)).toBe("failed");
    told.when(pending, monday).thenNothingHappened();
    told.when(failed, monday).thenNothingHappened();
  });

  it("that is there has not failed, whatever comes late", () => {
    const told = given(booked, asked).when(paid(), monday);
    told.when(pending, monday).thenNothingHappened();
    told.when(failed, monday).thenNothingHappened();
  });
});

describe("a dispute", () => {
  it("is a person's task until the bank has spoken", () => {
    const open = given(booked, asked)
      .when(paid(), monday)
      .when(disputed("opened", "2026-03-10T00:00:00Z"), monday);
    expect(happened(open)).toEqual(["payment.disputed", "task.opened"]);
    expect(open.events).toContainEqual(
      expect.objectContaining({ kind: "answer-dispute", dueAt: at("2026-03-10T00:00:00Z") }),
    );
    const lost = open.when(disputed("lost"), monday);
    expect(happened(lost)).toEqual(["payment.disputed", "task.closed"]);
    lost.when(disputed("won"), monday).thenNothingHappened();
  });

  it("whose end comes before its beginning asks nobody for anything", () => {
    const told = given(booked, asked).when(paid(), monday).when(disputed("won"), monday);
    expect(happened(told)).toEqual(["payment.disputed"]);
    told.when(disputed("opened"), monday).thenNothingHappened();
  });
});

describe("words in any order", () => {
  const words = [link, paid(), refunded(1000), disputed("opened"), disputed("lost")];

  const orders = (of: readonly AppointmentStreamWish[]): AppointmentStreamWish[][] =>
    of.length === 0
      ? [[]]
      : of.flatMap((first) =>
          orders(of.filter((one) => one !== first)).map((rest) => [first, ...rest]),
        );

  it("end in the same deposit, the same visit and the same tasks, also when each comes twice", () => {
    const all = orders(words);
    expect(all).toHaveLength(120);
    for (const order of all) {
      const end = [...order, ...order].reduce(
        (told, word) => told.when(word, monday),
        given(booked),
      );
      expect([standing(end), status(end), ...tasks(end)]).toEqual(["paid", "confirmed"]);
      expect(depositOf(end.state.domain.deposits, deposit).payments["pi_1"]).toMatchObject({
        refundedMinor: 1000,
        disputes: { du_1: "lost" },
      });
    }
  });
});

describe("deposits", () => {
  it("stay with the visit when it moves", () => {
    const moved = given(booked, asked)
      .when(paid(), monday)
      .when({ kind: "move", booking: booking("B"), from: reference("A") }, monday);
    expect(standing(moved)).toBe("paid");
  });

  it("say how they stand from the first to the last", () => {
    expect(standing(given(booked, asked))).toBe("asked");
  });
});

import { createHmac } from "node:crypto";
import {
  daysBefore,
  epochMs,
  fromEpochMs,
  fromWall,
  type Instant,
  plusMs,
  type Zone,
} from "#core/kernel/time";
import { booking, inviteeCanceled, inviteeCreated } from "#test/support/house";
import type { Server } from "#test/support/server";

/** What the world does to the server, one after the other; those of one step all at once. */
export type Step = readonly Deed[];

/** One request, made again until it is answered. `done` says which answers count. */
export type Deed = {
  readonly send: (server: Server) => Promise<Response>;
  readonly done: (status: number) => boolean;
};

const zone = "America/New_York" as Zone;
const hourMs = 3_600_000;

/** Ten in the morning in New York, a few days from now: the same moment for every run of the story. */
export const storyStart = (): Instant => {
  const tomorrow = new Date(Date.now() + 48 * hourMs).toISOString().slice(0, 10);
  return fromWall(`${tomorrow}T10:00`, zone);
};

/** The customers, by their phones. Whoever is not named in a story's end has no text. */
export const phones = Array.from({ length: 9 }, (_, n) => `+1404555012${n}`);
const [confirms = "", silent = "", cancels = "", moves = "", stops = "", late = ""] = phones;
const [, , , , , , movesTwice = "", refused = "", third = ""] = phones;

const uri = (phone: string, n = 1): string =>
  `https://api.calendly.com/scheduled_events/E${phone.slice(1)}/invitees/I${phone.slice(1)}${n}`;

/**
 * A week and more at the clinic: bookings, moves in both orders, a cancellation, an answer, an opt-out, a
 * refusal. Every change keeps clear of the moments at which texts fall due, by more than the quarter of an
 * hour that an unknown outcome may take: then the texts must be the same, whatever dies in between.
 */
export const storyOf = (start: Instant): readonly Step[] => {
  const visit = (phone: string, days: number) =>
    booking({
      start: plusMs(daysBefore(start, -days, zone), hourMs),
      createdAt: start,
      phone,
      name: `Customer ${phone}`,
      email: `c${phone.slice(1)}@example.com`,
      inviteeUri: uri(phone),
    });
  const later = (hours: number): Instant => plusMs(start, hours * hourMs);
  const moved = (phone: string, days: number, n: number) => {
    const old = { ...visit(phone, 5), inviteeUri: uri(phone, n) };
    const oldHalf = inviteeCanceled(
      { ...old, rescheduled: true, newInvitee: uri(phone, n + 1) },
      { at: later(19 + n), by: "invitee", reason: null },
    );
    const fresh = {
      ...visit(phone, days),
      inviteeUri: uri(phone, n + 1),
      createdAt: later(19 + n),
    };
    return { oldHalf, newHalf: inviteeCreated({ ...fresh, oldInvitee: old.inviteeUri }) };
  };
  const [first, second] = [moved(moves, 7, 1), moved(movesTwice, 6, 1)];
  const again = moved(movesTwice, 7, 2);
  const cancel = inviteeCanceled(visit(cancels, 5), {
    at: later(26),
    by: "invitee",
    reason: "ill",
  });

  return [
    [clockTo(start)],
    [confirms, silent, cancels, moves, stops, movesTwice, third].map((phone) =>
      webhook(inviteeCreated(visit(phone, phone === third ? 4 : 5))),
    ),
    [webhook(inviteeCreated({ ...visit(refused, 5), zone: "Mars/Olympus_Mons" }))],
    ...clockSteps(later, 2, 20),
    [webhook(first.newHalf), webhook(second.oldHalf)],
    [webhook(first.oldHalf), webhook(second.newHalf), webhook(cancel)],
    [clockTo(later(21))], // Until here the first new time has been told.
    [webhook(again.newHalf), webhook(again.oldHalf), says(stops, "STOP")],
    ...clockSteps(later, 22, 80),
    [says(confirms, "C"), says(third, "Do I need to bring anything?")],
    [webhook(inviteeCreated(visit(confirms, 5))), webhook(inviteeCreated(visit(silent, 5)))],
    // By day: a confirmation that is sent anew after a quarter of an hour would at night wait for morning.
    [webhook(inviteeCreated({ ...visit(late, 5), createdAt: later(76) }))],
    ...clockSteps(later, 82, 200),
  ];
};

const clockSteps = (later: (hours: number) => Instant, from: number, to: number): readonly Step[] =>
  Array.from({ length: Math.floor((to - from) / 6) + 1 }, (_, n) => [clockTo(later(from + n * 6))]);

/** A clock that has been there already is no failure: the answer was lost, not the turning. */
const clockTo = (to: Instant): Deed => ({
  send: (server) => server.post("/sandbox/clock", { to }),
  done: (status) => status === 200 || status === 409,
});

const says = (phone: string, body: string): Deed => ({
  send: (server) => server.post(`/sandbox/phone/${phone}`, { body }),
  done: (status) => status === 200,
});

/** As a provider repeats it: the same body, signed anew, to the address that is known now. */
const webhook = (body: string): Deed => ({
  send: async (server) => {
    const { url, signingSecret } = server.sandbox().endpoints.calendly;
    const t = String(Math.floor(epochMs(fromEpochMs(Date.now())) / 1000));
    const v1 = createHmac("sha256", signingSecret).update(`${t}.${body}`).digest("hex");
    const headers = { "calendly-webhook-signature": `t=${t},v1=${v1}` };
    return fetch(url, { method: "POST", headers, body });
  },
  done: (status) => status === 200,
});

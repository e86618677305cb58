import * as acuity from "#adapters/acuity/sample";
import * as calcom from "#adapters/calcom/sample";
import * as square from "#adapters/square/sample";
import type { Instant } from "#core/kernel/time";
import type { Endpoint } from "#core/ports/endpoints";
import { type Answer, answerOf } from "#test/support/doors";
import { newFolder, type TestHouse, testHouse } from "#test/support/house";

type Provider = "calcom" | "acuity" | "square";

export const phone = "+14045550123";

/** A house that booking systems post to, each as it would; what they are asked back for is in their sandboxes. */
export type BookingHouse = TestHouse & {
  readonly endpoint: (provider: Provider) => Endpoint;
  readonly tell: (provider: Provider, body: string) => Promise<Answer>;
  /** What Acuity has under an id from now on; the rest of the appointment stays what it is. */
  readonly acuityHas: (id: number, start: Instant, more?: object) => void;
  /** Square's booking under an id, at a version; its customer and place are there, too. */
  readonly squareTells: (
    version: number,
    start: Instant,
    status?: string,
    updatedAt?: Instant,
  ) => Promise<Answer>;
};

export const bookingHouse = async (start: string, folder = newFolder()): Promise<BookingHouse> => {
  const house = await testHouse(start, { folder });
  const { seeded, booking } = house.composed;
  const { sandboxes } = booking;
  if (sandboxes === null) throw new Error("Cannot test without the sandboxes");
  const endpoint = (provider: Provider): Endpoint => {
    const found = seeded[provider];
    if (found === null) throw new Error(`Cannot find the door of ${provider}`);
    return found;
  };
  const tell = async (provider: Provider, body: string): Promise<Answer> => {
    const { id, secrets } = endpoint(provider);
    const url = `http://127.0.0.1/v1/webhooks/${provider}/${id}`;
    const headers = { ...signers[provider](body, secrets[0] ?? "", url) };
    const response = await house.handle(new Request(url, { method: "POST", headers, body }));
    await house.drive.drain();
    return answerOf(response);
  };
  return {
    ...house,
    endpoint,
    tell,
    acuityHas: (id, at, more = {}) => {
      const about = { ...person, id, phone: "404-555-0123", zone, start: at, minutes: 30 };
      sandboxes.acuity.put("appointments", String(id), {
        ...acuity.appointmentResource(about),
        ...more,
      });
    },
    squareTells: (version, at, status = "ACCEPTED", updatedAt) => {
      const who = { id: "C1", givenName: "Ada", familyName: "Example", email, phone };
      sandboxes.square.put("customers", "C1", square.customerResource(who));
      sandboxes.square.put("locations", "L1", square.locationResource("L1", zone));
      const place = { customerId: "C1", locationId: "L1" };
      const type = version === 0 ? "booking.created" : "booking.updated";
      const changed = updatedAt === undefined ? {} : { updatedAt };
      const about = { id: "B1", version, status, start: at, minutes: 30, ...place, ...changed };
      const eventId = `event-${version}`;
      return tell("square", square.bookingEvent(about, { type, eventId, at }));
    },
  };
};

const zone = "America/New_York";
const email = "ada@example.com";
const person = { firstName: "Ada", lastName: "Example", email };

const signers = { calcom: calcom.sign, acuity: acuity.sign, square: square.sign };

/** A visit as Cal.com tells it. */
export const calcomVisit = (uid: string, start: Instant, end: Instant): calcom.SampleBooking => ({
  uid,
  name: "Ada Example",
  email,
  phone,
  zone,
  start,
  end,
});

import { describe, expect, it } from "vitest";
import { createSquare } from "#adapters/square/booking-system";
import {
  bookingEvent,
  bookingResource,
  customerResource,
  locationResource,
} from "#adapters/square/sample";
import { at } from "#core/kernel/time";

/** What a visit costs at Square stands in its catalogue, which may say little, or nothing. */
const now = at("2026-03-02T15:00:00Z");
const sample = {
  id: "B1",
  version: 0,
  status: "ACCEPTED",
  start: at("2026-03-10T13:00:00Z"),
  minutes: 30,
  customerId: "C1",
  locationId: "L1",
} as const;
const [segment] = bookingResource(sample).appointment_segments;
if (segment === undefined) throw new Error("The sample has no segment");

const person = {
  id: "C1",
  givenName: "Ada",
  familyName: "Example",
  email: "ada@example.com",
  phone: null,
};
const service = (amount: number, currency = "USD"): Response =>
  Response.json({
    object: {
      id: "V",
      item_variation_data: { name: "Regular", price_money: { amount, currency } },
    },
    related_objects: [{ type: "ITEM", item_data: { name: "First visit" } }],
  });

/** Square answers so about each of the services that are booked together. */
const read = async (...answers: readonly (() => Response)[]) => {
  const asked: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/v2/customers/C1")
      return Response.json({ customer: customerResource(person) });
    if (pathname === "/v2/locations/L1")
      return Response.json({ location: locationResource("L1", "America/New_York") });
    asked.push(`${pathname}${search}`);
    return answers[asked.length - 1]?.() ?? new Response(null, { status: 500 });
  };
  const event = JSON.parse(
    bookingEvent(sample, { type: "booking.created", eventId: "e-1", at: now }),
  );
  event.data.object.booking.appointment_segments = answers.map(() => segment);
  const body = new TextEncoder().encode(JSON.stringify(event));
  const asking = { secrets: [], access: { accessToken: "token" }, now };
  const told = await createSquare({
    fetch,
    baseUrl: "https://square.example",
    timeoutMs: 1_000,
  }).read(body, asking);
  if (!told.ok) return { asked, refusal: told.refusal };
  const [delivery] = told.value;
  if (delivery?.change.kind !== "stands") throw new Error("The booking does not stand");
  const { payment = null, service: booked = null } = delivery.change.details;
  return { asked, payment, booked };
};

describe("a booking at Square", () => {
  it("costs what all of its services cost, at the version that was booked, to be paid at the visit", async () => {
    const { asked, payment, booked } = await read(
      () => service(8_500),
      () => service(1_500),
    );
    expect(payment).toEqual({ price: { minor: 10_000, currency: "USD" }, isPaid: null });
    expect(booked).toEqual({ id: segment.service_variation_id, name: "First visit" });
    expect(asked[0]).toContain(`catalog_version=${segment.service_variation_version}`);
  });

  it.each([
    ["one service has none", [() => service(8_500), () => Response.json({ object: {} })]],
    ["they are of two currencies", [() => service(8_500), () => service(10, "CAD")]],
    ["it is free", [() => service(0)]],
    ["the service is gone", [() => new Response(null, { status: 404 })]],
    ["the token may not read items", [() => new Response("{}", { status: 403 })]],
    ["the answer is garbage", [() => new Response("<html>")]],
    [
      "the answer is of another shape",
      [() => Response.json({ object: { item_variation_data: 7 } })],
    ],
  ])("has no price where %s, and stands all the same", async (_, answers) => {
    expect((await read(...answers)).payment).toBeNull();
  });

  it.each([429, 500, 503])(
    "is asked for again where the catalogue answers %d just now",
    async (status) => {
      expect((await read(() => new Response(null, { status }))).refusal).toMatchObject({
        code: "booking_system_unavailable",
      });
    },
  );
});

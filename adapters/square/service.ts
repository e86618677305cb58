import { askJson, type Asker, type Question } from "#adapters/ask-json";
import { type Booking, catalogObject, type CatalogObject } from "#adapters/square/wire";
import { present, serviceFrom } from "#adapters/wire-fields";
import type { BookingDetails } from "#core/booking/change";
import { ok, type Result } from "#core/kernel/result";
import type { Money } from "#core/money/money";
import type { Unavailable } from "#core/ports/booking";

/** What is booked and what it costs, as the catalogue says it. */
export type Ordered = Pick<BookingDetails, "payment" | "service">;

type Segment = Booking["appointment_segments"][number];

/** A token that may not read the catalogue, and an object that is gone, leave the booking without a price. */
const settled: readonly string[] = ["credentials_refused", "refused", "answer_unreadable"];

/**
 * Asks the catalogue for the services of a booking, at the version that was booked: a price that changes
 * afterwards changes nothing that was agreed. The first service names the visit, the price is that of all;
 * where one has none, there is none. Square is paid at the visit.
 */
export const orderedIn = async (
  asker: Asker,
  question: Omit<Question, "path">,
  { appointment_segments: segments }: Booking,
): Promise<Result<Ordered, Unavailable>> => {
  const objects: (CatalogObject | null)[] = [];
  for (const segment of segments) {
    const asked = await objectOf(asker, question, segment);
    if (!asked.ok) return asked;
    objects.push(asked.value);
  }
  const price = sumOf(objects.map(priceIn));
  return ok({
    ...(price !== null && { payment: { price, isPaid: null } }),
    ...serviceFrom(segments[0]?.service_variation_id, nameIn(objects[0] ?? null)),
  });
};

const priceIn = (found: CatalogObject | null): Amount | null =>
  found?.object.item_variation_data?.price_money ?? null;

/** A variation is called "Regular" or "Long": what people book is the item that it is one of. */
const nameIn = (found: CatalogObject | null): string | null =>
  found?.related_objects?.flatMap(({ item_data }) => item_data?.name ?? [])[0] ?? null;

const objectOf = async (
  asker: Asker,
  question: Omit<Question, "path">,
  { service_variation_id, service_variation_version: version }: Segment,
): Promise<Result<CatalogObject | null, Unavailable>> => {
  const id = present(service_variation_id);
  if (id === null) return ok(null);
  const query = new URLSearchParams({ include_related_objects: "true" });
  if (typeof version === "number") query.set("catalog_version", String(version));
  const path = `/v2/catalog/object/${encodeURIComponent(id)}?${query}`;
  const asked = await askJson(asker, { path, ...question });
  if (!asked.ok) return settled.includes(asked.refusal.details.why) ? ok(null) : asked;
  const read = catalogObject.safeParse(asked.value.kind === "found" ? asked.value.body : null);
  return ok(read.success ? read.data : null);
};

type Amount = { readonly amount: number; readonly currency: string };

/** `null` where a part has no price, where they are of several currencies, and where all is free. */
const sumOf = (parts: readonly (Amount | null)[]): Money | null => {
  const [first] = parts;
  if (first === null || first === undefined) return null;
  const { currency } = first;
  const minor = parts.reduce<number>(
    (sum, part) => (part?.currency === currency ? sum + part.amount : Number.NaN),
    0,
  );
  return minor > 0 ? { minor, currency } : null;
};

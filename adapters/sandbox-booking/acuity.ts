import { createSystem, type SandboxSystem, type Shelf } from "#adapters/sandbox-booking/shelf";
import { instantFrom } from "#core/kernel/time";

/** Acuity's `GET /api/v1/appointments` and `/appointments/{id}`; resources of the kind `appointments`. */
export const createAcuitySandbox = (account: {
  readonly userId: string;
  readonly apiKey: string;
}): SandboxSystem =>
  createSystem({
    authorization: `Basic ${Buffer.from(`${account.userId}:${account.apiKey}`).toString("base64")}`,
    answer: (shelf, url) => {
      const id = /^\/api\/v1\/appointments\/(\d+)$/.exec(url.pathname)?.[1];
      if (id !== undefined) return shelf.get("appointments", id);
      return url.pathname === "/api/v1/appointments" ? listed(shelf, url.searchParams) : null;
    },
  });

type Appointment = { readonly datetime?: string; readonly canceled?: boolean };

/** Without what was called off, from the first day to the last, and no more than was asked for. */
const listed = (shelf: Shelf, query: URLSearchParams): readonly object[] => {
  const from = query.get("minDate") ?? "";
  const to = query.get("maxDate") ?? "9999";
  const found = (shelf.all("appointments") as readonly Appointment[])
    .filter(({ canceled }) => canceled !== true)
    .map((one) => ({ one, start: instantFrom(one.datetime ?? "") ?? "" }))
    .filter(({ start }) => start.slice(0, 10) >= from && start.slice(0, 10) <= to)
    .toSorted((left, right) => (left.start < right.start ? -1 : 1));
  const inOrder = query.get("direction") === "ASC" ? found : found.toReversed();
  return inOrder.slice(0, Number(query.get("max") ?? 100)).map(({ one }) => one);
};

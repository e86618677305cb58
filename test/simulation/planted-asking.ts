import { ok } from "#core/kernel/result";
import type { BookingSystem } from "#core/ports/booking";
import type { Deps } from "#functions/deps";
import type { Planted } from "#test/simulation/planted";
import { port } from "#test/simulation/planting";

type Page = Awaited<ReturnType<BookingSystem["upcoming"]>>;

/** Mistakes that people make who ask a booking system for its list, or look up an e-mail. */
export const plantedAsking: readonly Planted[] = [
  listing("a list has one page", "nobody asks for what follows", (page) =>
    page.ok ? ok({ ...page.value, next: null }) : page,
  ),
  listing("a list is always the latest news", "nobody looks which of two is the older", (page) =>
    page.ok
      ? ok({
          ...page.value,
          deliveries: page.value.deliveries.map(({ revision: _, ...told }) => told),
        })
      : page,
  ),
  listing("no answer is an empty list", "what could not be asked for counts as nothing", (page) =>
    page.ok ? page : ok({ deliveries: [], unreadable: 0, next: null }),
  ),
  {
    name: "an e-mail is looked up like a text",
    means: "a mail service has no list, and what is on none counts as not sent",
    breaks: "S4",
    wrap: port("messenger", (real) => ({
      ...real,
      find: async (message, since, others) =>
        message.to.kind === "email" ? { kind: "absent" } : real.find(message, since, others),
    })),
  },
];

function listing(name: string, means: string, change: (page: Page) => Page): Planted {
  const changed = (system: BookingSystem): BookingSystem => ({
    ...system,
    upcoming: async (asking, page) => change(await system.upcoming(asking, page)),
  });
  const wrap = port(
    "bookingSystems",
    ({ calendly, square, ...others }): Deps["bookingSystems"] => ({
      ...others,
      calendly: changed(calendly),
      square: changed(square),
    }),
  );
  return { name, means, wrap, breaks: "L7" };
}

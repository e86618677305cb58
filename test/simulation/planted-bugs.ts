import type { Commit } from "#core/kernel/message";
import { ok } from "#core/kernel/result";
import { daysBefore, type Zone } from "#core/kernel/time";
import type { Definition, Expression } from "#core/workflow/definition";
import type { TenantId } from "#core/kernel/ids";
import type { SendOutcome } from "#core/ports/messenger";
import type { PackInUse } from "#test/simulation/packs";
import type { Planted } from "#test/simulation/planted";
import { plantedAsking } from "#test/simulation/planted-asking";
import { plantedLeftOut } from "#test/simulation/planted-left-out";
import { plantedTold } from "#test/simulation/planted-told";
import { caughtBy, plantedBreaks } from "#test/simulation/planted-breaks";
import { numberOf } from "#test/simulation/ports/messenger";
import { nameOf } from "#test/simulation/ports/timers";
import type { Universe } from "#test/simulation/universe";

import {
  at,
  forgetful,
  hidingOwn,
  isCustomer,
  onceOnly,
  port,
  pretendsToWrite,
  reading,
  rebased,
  sending,
  store,
  withoutType,
  type Wrap,
} from "#test/simulation/planting";

const blind: SendOutcome = { kind: "unavailable", why: "timeout", retryAfterMs: null };

/** Mistakes that people make, each with what it is called. All of them live in this file and nowhere else. */
export const plantedBugs: readonly Planted[] = [
  ...plantedBreaks,
  ...plantedAsking,
  ...plantedLeftOut,
  ...plantedTold,
  bug(
    "lost acknowledgement",
    "a write is answered before it is made, and is then not made",
    pretendsToWrite((stream) => stream.endsWith("7")),
  ),
  bug("version check forgotten", "a conflicting commit is written behind the other one", rebased),
  bug("own write not read back", "a command does not find its own commit", hidingOwn(0)),
  bug(
    "deduplication by a time to live",
    "commands are forgotten after an hour",
    hidingOwn(3_600_000),
  ),
  bug(
    "stale reads in decisions",
    "a customer's last commit is not seen yet",
    reading((commits, stream) => (isCustomer(stream) ? commits.slice(0, -1) : commits)),
  ),
  bug(
    "opt-out not asked",
    "nobody looks whether the customer has withdrawn",
    reading(withoutType("customer.opted_out")),
  ),
  bug(
    "STOP of a person not heeded",
    "whoever works here and wants no more notices gets them all the same",
    reading(withoutType("notice.opted_out")),
  ),
  bug(
    "who has left is told",
    "nobody looks whether a person still works here",
    reading(withoutType("operator.removed")),
  ),
  bug(
    "a task does not go up",
    "no deadline of a task wakes anybody",
    port("timers", (real) => ({
      ...real,
      plan: async (timer) => (timer.stream.startsWith("task/") ? undefined : real.plan(timer)),
    })),
  ),
  bug("no second look", "what was read before the intent counts for the call as well", onceOnly),
  bug(
    "blind retry",
    "a text whose fate is unknown is sent once more",
    sending((send) => async (message, now) => {
      const first = await send(message, now);
      return first.kind === "unknown" ? send(message, now) : first;
    }),
  ),
  bug(
    "unknown taken for refused",
    "a time-out counts as not sent",
    sending((send) => async (message, now) => {
      const outcome = await send(message, now);
      return outcome.kind === "unknown" ? blind : outcome;
    }),
  ),
  bug(
    "unknown taken for sent",
    "a time-out counts as sent, under an invented name",
    sending((send) => async (message, now) => {
      const outcome = await send(message, now);
      if (outcome.kind !== "unknown") return outcome;
      return { kind: "sent", sid: `SM${"f".repeat(32)}`, status: "queued" };
    }),
  ),
  bug(
    "look-up sees nothing",
    "a look-up never finds what the carrier has",
    port("messenger", (real) => ({ ...real, find: async () => ({ kind: "absent" }) })),
  ),
  bug(
    "look-up by number",
    "the newest text to a number counts as the one that is looked for",
    port("messenger", (real, _, { carrier }) => ({
      ...real,
      find: async ({ to }) => {
        const last = carrier.accepted.findLast((one) => one.to === numberOf(to));
        return last === undefined
          ? { kind: "absent" }
          : { kind: "found", sid: last.sid, status: "sent" };
      },
    })),
  ),
  bug(
    "text without its intent",
    "the intent is written in memory only",
    at(
      "execute",
      store((real) => ({
        ...real,
        append: async (commit) =>
          commit.events.some(({ type }) => type === "execution.sent")
            ? "appended"
            : real.append(commit),
      })),
    ),
  ),
  bug(
    "the probe never closes",
    "a provider that answers again is held to be down for ever",
    port("breakers", (real) => ({
      ...real,
      replace: async (tenant, provider, next) =>
        next.breaker.status === "closed" && next.breaker.failures === 0
          ? "replaced"
          : real.replace(tenant, provider, next),
    })),
  ),
  bug(
    "breaker forgotten at restart",
    "a process knows only what it has learned itself of a provider",
    forgetful,
  ),
  bug(
    "feed tells nobody",
    "the customer's stream never hears of the visit",
    at("react", pretendsToWrite(isCustomer)),
  ),
  bug(
    "no timers",
    "what is to happen later is planned nowhere",
    at(
      "react",
      port("timers", (real) => ({ ...real, plan: async () => {} })),
    ),
  ),
  bug(
    "older plan wins",
    "a plan that comes late replaces a newer one",
    port("timers", (real, _, { timers }) => ({
      ...real,
      plan: (timer) => {
        const known = timers.planned.get(nameOf(timer.tenant, timer.stream));
        if (known !== undefined) known.version = 0;
        return real.plan(timer);
      },
    })),
  ),
  bug(
    "executor never asked",
    "nothing is put into the queue",
    at(
      "react",
      port("queues", (real) => ({ ...real, send: async () => {} })),
    ),
  ),
  bug(
    "key kept after erasure",
    "the key of who was erased is not destroyed",
    port("vault", (real) => ({ ...real, destroy: async () => {} })),
  ),
  bug(
    "late fold overwrites",
    "a read model takes whatever comes last",
    port("views", (real, _, { tables }) => ({
      ...real,
      put: (tenant, item) => {
        tables.views.get(tenant)?.delete(`${item.view}/${item.key}`);
        return real.put(tenant, item);
      },
    })),
  ),
  bug("number in the log", "a text is logged with whom it goes to", (deps) => ({
    ...deps,
    messenger: {
      ...deps.messenger,
      send: (message, now) => {
        deps.log.info("text.sending", { to: numberOf(message.to) });
        return deps.messenger.send(message, now);
      },
    },
  })),
  bug(
    "number in the queue",
    "a job names the person that it is about",
    port("queues", (real, _, { carrier }) => ({
      ...real,
      send: (message, now) => {
        const { to } = carrier.accepted.at(-1) ?? { to: "" };
        return real.send({ ...message, body: { ...(message.body as object), to } }, now);
      },
    })),
  ),
  bug(
    "field not sealed",
    "a copy of a name stands beside the sealed one",
    store((real) => ({
      ...real,
      append: (commit) =>
        real.append({
          ...commit,
          events: commit.events.map((event) =>
            "contact" in event ? { ...event, shownAs: JSON.stringify(event.contact) } : event,
          ),
        }),
    })),
  ),
  bug(
    "settings of the first tenant",
    "module-level state remembers whose settings were read first",
    port("tenants", (real, _, { tenants }) => ({
      settings: async (tenant) => {
        await real.settings(tenant);
        return tenants[0]?.settings ?? real.settings(tenant);
      },
    })),
  ),
  bug(
    "another tenant's stream",
    "customers are looked up without their tenant",
    store((real, _, { tenants }) => ({
      ...real,
      readFacts: (tenant, stream) =>
        real.readFacts(isCustomer(stream) ? first(tenants) : tenant, stream),
    })),
  ),
  bug(
    "48 hours in local time",
    "the first reminder goes two days before by the calendar",
    (deps) => ({ ...deps, pack: localDays(deps.pack) }),
  ),
  bug(
    "quiet hours forgotten",
    "texts go at any time",
    port("tenants", (real) => ({
      settings: async (tenant) => ({
        ...(await real.settings(tenant)),
        quietHours: { from: "00:00", until: "00:00" },
      }),
    })),
  ),
  bug("caps forgotten", "a customer may get any number of texts", (deps) => ({
    ...deps,
    pack: { ...deps.pack, sending: { ...deps.pack.sending, caps: [] } },
  })),
  bug(
    "payment key that differs",
    "asking for the same link again makes another one",
    port("payments", (real, _, { till }) => ({
      ...real,
      createLink: (wish, now) => {
        for (const link of till.links) Object.assign(link, { madeMs: 0 });
        return real.createLink(wish, now);
      },
    })),
  ),
  bug(
    "link never closed",
    "a link counts as closed without being so",
    port("payments", (real) => ({ ...real, deactivate: async () => ({ kind: "closed" }) })),
  ),
  bug(
    "payment answered before written",
    "the door of the payment service answers 200 and forgets",
    at(
      "stripe-door",
      pretendsToWrite(() => true),
    ),
  ),
  bug(
    "signature not checked",
    "anybody may post",
    port("endpoints", (real) => ({
      ...real,
      find: async (id) => {
        const endpoint = await real.find(id);
        return endpoint === null
          ? null
          : { ...endpoint, secrets: ["guessed", ...endpoint.secrets] };
      },
    })),
  ),
  bug(
    "webhook answered before written",
    "the commit of a booking is not awaited",
    at(
      /door$/,
      store((real) => ({
        ...real,
        append: async (commit) => {
          void real.append(commit).catch(() => {});
          return "appended";
        },
      })),
    ),
  ),
  bug(
    "status moves backward",
    "a callback that comes late overwrites a newer one",
    at(/status/, reading(withoutType("execution.delivery"))),
  ),
  bug(
    "clock of the host in the chain",
    "a commit bears whatever the clock shows, also after a step back",
    store((real, invocation, { world }) => ({
      ...real,
      append: (commit) => {
        const ms = world.nowMs() + invocation.sandbox.host.offsetMs;
        return real.append({ ...commit, at: new Date(ms).toISOString() as Commit["at"] });
      },
    })),
  ),
  bug(
    "aliases not kept",
    "a booking's new name leads nowhere",
    pretendsToWrite((stream) => stream.startsWith("alias/")),
  ),
];

function bug(name: string, means: string, wrap: Wrap): Planted {
  const breaks = caughtBy[name];
  return { name, means, wrap, ...(breaks !== undefined && { breaks }) };
}

const first = (tenants: Universe["tenants"]): TenantId => tenants[0]?.id ?? ("" as TenantId);

/** The same definitions, with a wait that counts days on the calendar. */
const localDays = (pack: PackInUse): PackInUse => {
  const known = new Map(pack.definitions.current.map((one) => [one.hash, byCalendar(one)]));
  return {
    ...pack,
    definitions: {
      current: [...known.values()],
      byHash: (hash) => known.get(hash) ?? pack.definitions.byHash(hash),
    },
  };
};

const byCalendar = (definition: Definition): Definition => ({
  ...definition,
  steps: definition.steps.map((step) => {
    if (step.id !== "two-days-before" || step.do.kind !== "wait") return step;
    const until: Expression<"timestamp"> = {
      source: "two days before, by the calendar",
      type: "timestamp",
      byWallClock: true,
      evaluate: ({ appointment: { start, zone } }) => ok(daysBefore(start, 2, zone as Zone)),
    };
    return { ...step, do: { kind: "wait", until } };
  }),
});

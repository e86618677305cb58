import { appointmentIdOf } from "#core/appointment/booking";
import {
  appointmentStream,
  as,
  type CorrelationId,
  type CustomerId,
  type RunId,
} from "#core/kernel/ids";
import { consentPurposes } from "#core/policy/purpose";
import { stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { Deps } from "#functions/deps";
import {
  cancelAppointment,
  erase,
  operateAppointment,
  operateCustomer,
  type Operated,
  type Operation,
} from "#functions/operate";
import { closeTask } from "#functions/operate-people";
import { between, type Dice, oneOf } from "#test/simulation/chance";
import type { Bookings, Parts, Visit } from "#test/simulation/providers";
import type { Person, SimTenant } from "#test/simulation/tenants";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export type Workload = {
  readonly appointments: number;
  readonly spanMs: number;
};

/** What is wanted of the house in this world, and when: all of it laid down before the first thing happens. */
export const layOut = (parts: Parts, bookings: Bookings, workload: Workload): void => {
  const { universe } = parts;
  const { world, tenants } = universe;
  const dice = world.chance.dice("workload");
  for (let index = 0; index < workload.appointments; index++) {
    const tenant = oneOf(dice, tenants);
    const person = oneOf(dice, tenant.people);
    const atMs = dice() ** 1.5 * workload.spanMs * 0.5;
    const leadMs = dice() < 0.25 ? dice() * 50 * hourMs : between(dice, 2, 8) * dayMs * dice();
    const lasts = between(dice, 2, 9) * 15 * 60_000;
    const system = dice() < 0.65 ? "calendly" : "square";
    const story = dice();
    world.plan(atMs, () => {
      const startMs = quarter(world.nowMs() + hourMs / 2 + leadMs);
      bookings.book({ tenant, person, system, startMs, endMs: startMs + lasts });
      const visit = bookings.visits.at(-1);
      if (visit !== undefined) live(parts, bookings, { visit, dice, story });
    });
  }
  const acts = 1 + Math.floor(workload.appointments * 0.7);
  for (let index = 0; index < acts; index++)
    world.plan(dice() * workload.spanMs * 0.9, () => operate(parts, bookings, index));
  for (const tenant of tenants)
    for (const person of tenant.people)
      if (dice() < 0.6) world.plan(dice() * hourMs, () => consent(parts, tenant, person));
};

const quarter = (ms: number): number => Math.ceil(ms / 900_000) * 900_000;

type Story = { readonly visit: Visit; readonly dice: Dice; readonly story: number };

/** Two in five visits move, some several times in a row; one in six is given up; one in ten is missed. */
const live = ({ universe }: Parts, bookings: Bookings, { visit, dice, story }: Story): void => {
  const { world } = universe;
  const leadMs = visit.startMs - world.nowMs();
  const moves = story < 0.2 ? 1 : story < 0.3 ? 3 : 0;
  let inMs = dice() * leadMs * 0.6;
  for (let move = 0; move < moves; move++) {
    const byMs = between(dice, -20, 60) * hourMs;
    world.plan(inMs, () => {
      const startMs = quarter(Math.max(world.nowMs() + hourMs, visit.startMs + byMs));
      if (visit.status === "live" && visit.startMs > world.nowMs()) bookings.move(visit, startMs);
    });
    inMs += dice() < 0.5 ? 500 : dice() * 6 * hourMs;
  }
  if (story > 0.85)
    world.plan(dice() * leadMs * 0.9, () => {
      if (visit.status === "live" && visit.startMs > world.nowMs()) bookings.cancel(visit);
    });
  if (story > 0.75 && story <= 0.85)
    world.plan(leadMs + 20 * 60_000, () => {
      const isNow = Math.abs(world.nowMs() - visit.startMs) < hourMs;
      if (visit.status === "live" && isNow && !visit.isOperated) bookings.markNoShow(visit);
    });
};

/** The id of a person as a customer; it follows from the phone, or where that cannot be used, from the e-mail. */
export const customerOf = (
  universe: Parts["universe"],
  tenant: SimTenant,
  { phone, toldPhone, email }: Person,
): CustomerId => {
  const name = toldPhone === phone ? `phone:${phone}` : `email:${email}`;
  return as<CustomerId>(universe.vault.fingerprint(tenant.id, `customer:${name}`).slice(0, 32));
};

const consent = (parts: Parts, tenant: SimTenant, person: Person): void => {
  const customer = customerOf(parts.universe, tenant, person);
  for (const purpose of consentPurposes)
    command(parts, tenant, `consent-${person.phone}-${purpose}`, (deps, operation) =>
      operateCustomer(deps, operation, customer, {
        kind: "grant_consent",
        purpose,
        evidence: { how: "form", at: null, where: `form ${tenant.mark}9`, wording: null },
      }),
    );
};

type Act = (deps: Deps, operation: Operation) => Promise<Operated>;

/** What somebody at the front desk does, through the API's own functions. */
const operate = (parts: Parts, bookings: Bookings, index: number): void => {
  const { universe } = parts;
  const dice = universe.world.chance.dice("operators");
  const { visits } = bookings;
  if (visits.length === 0) return;
  const visit = oneOf(dice, visits);
  const { tenant, person } = visit;
  const customer = customerOf(universe, tenant, person);
  const stream = appointmentStream(
    appointmentIdOf({ provider: visit.system, ref: visit.refs[0] ?? "" }),
  );
  const name = oneOf(dice, acts);
  const act = actOf(name, { visit, customer, stream, universe });
  universe.world.count(`operator ${name}`);
  command(parts, tenant, `op-${index}`, act);
};

const acts = [
  "confirm",
  "complete",
  "cancel",
  "pause",
  "pause",
  "close_task",
  "withdraw",
  "opt_out",
  "erase",
  "hold",
] as const;

type About = {
  readonly visit: Visit;
  readonly customer: CustomerId;
  readonly stream: ReturnType<typeof appointmentStream>;
  readonly universe: Parts["universe"];
};

const actOf = (name: (typeof acts)[number], { visit, customer, stream, universe }: About): Act => {
  // Chosen at the first try: whoever gives a command again gives the same one.
  let task: string | undefined;
  const chosen: Chosen = { run: null };
  switch (name) {
    case "confirm":
      return (deps, operation) =>
        operateAppointment(deps, operation, stream, { kind: "confirm", by: "operator" });
    case "complete":
      return (deps, operation) => {
        visit.isOperated = true;
        return operateAppointment(deps, operation, stream, { kind: "complete" });
      };
    case "cancel":
      return (deps, operation) => {
        visit.isOperated = true;
        return cancelAppointment(deps, operation, stream, `the desk ${visit.tenant.mark}9`);
      };
    case "pause":
      return (deps, operation) => pauseAndResume(deps, operation, { stream, universe, chosen });
    case "close_task":
      return async (deps, operation) => {
        const items = await deps.views.range(operation.tenant, { ...firstTask, index: "index1" });
        task ??= items[0]?.key;
        return task === undefined ? nothing : closeTask(deps, operation, as(task), null);
      };
    case "withdraw":
      return (deps, operation) =>
        operateCustomer(deps, operation, customer, {
          kind: "withdraw_consent",
          purpose: "reminder",
          evidence: { how: "spoken", at: null, where: null, wording: null },
        });
    case "opt_out":
      return (deps, operation) =>
        operateCustomer(deps, operation, customer, { kind: "opt_out", evidence: "called" });
    case "erase":
      return (deps, operation) => erase(deps, operation, customer);
    case "hold":
      return async () => {
        const { tenant } = visit;
        tenant.settings = { ...tenant.settings, onHold: true };
        tenant.heldSinceMs ??= universe.world.nowMs();
        universe.world.plan(9 * hourMs, () => {
          tenant.settings = { ...tenant.settings, onHold: false };
          tenant.heldSinceMs = null;
        });
        return nothing;
      };
  }
};

type Chosen = { run: RunId | null };

const nothing: Operated = { outcome: "nothing_new", version: 0 };
const firstTask = { view: "tasks", from: "", to: "~", limit: 1 } as const;

/** A run is held up for some hours; whoever held it lets it go again. */
const pauseAndResume = async (
  deps: Deps,
  operation: Operation,
  { stream, universe, chosen }: Pick<About, "stream" | "universe"> & { readonly chosen: Chosen },
): Promise<Operated> => {
  const { commits } = await deps.store.read(operation.tenant, stream);
  const { runs } = stateAfter(appointmentStreamDecider, commits).journeys;
  chosen.run ??=
    Object.values(runs).find(({ end, hold }) => end === null && hold === null)?.id ?? null;
  if (chosen.run === null) return nothing;
  universe.tables.cursors.set(`paused ${operation.tenant} ${stream} ${chosen.run}`, 1);
  return operateAppointment(deps, operation, stream, { kind: "pause_run", run: chosen.run });
};

/** What was paused goes on: at the end every run has to have come to its own. */
export const resumeAll = (parts: Parts): void => {
  const { universe } = parts;
  for (const key of universe.tables.cursors.keys()) {
    const [word, tenant = "", stream = "", run = ""] = key.split(" ");
    if (word !== "paused") continue;
    const found = universe.tenants.find(({ id }) => id === tenant);
    if (found === undefined) continue;
    command(parts, found, `resume-${run}`, (deps, operation) =>
      operateAppointment(deps, operation, as(stream), { kind: "resume_run", run: as<RunId>(run) }),
    );
  }
};

/** A client that gives its command until it has an answer; and one that cannot leave it at that. */
export const command = (parts: Parts, tenant: SimTenant, key: string, act: Act): void => {
  const { universe, hosts } = parts;
  const { world } = universe;
  const correlationId = as<CorrelationId>(`op-${world.seed}`);
  const operation: Operation = { tenant: tenant.id, key, correlationId };
  let tries = 0;
  let first: Operated | null = null;
  const give = (): void => {
    tries += 1;
    hosts.invoke(
      { role: "api", tenant: tenant.id },
      (deps) => act(deps, operation),
      (ended) => {
        if (ended.kind !== "done" || isBusy(ended.value)) {
          if (tries < 6) world.plan(5_000 * 2 ** tries, give);
          return;
        }
        checkAnswer(parts, operation, { first, answered: ended.value });
        if (first === null && world.strikes("client.repeats")) world.plan(3_600_000, give);
        first ??= ended.value;
      },
    );
  };
  give();
};

type Answers = { readonly first: Operated | null; readonly answered: Operated };

const checkAnswer = (parts: Parts, operation: Operation, { first, answered }: Answers): void => {
  const { world } = parts.universe;
  const { key } = operation;
  if (first?.outcome === "committed")
    world.check("S2", isSame(first, answered), () => `${key}: ${JSON.stringify(answered)}`);
  if (answered.outcome !== "committed" && answered.outcome !== "repeated") return;
  const { version } = answered;
  world.check("S3", isWritten(parts.universe, operation, version), () => `${key} is lost`);
  if (answered.outcome === "committed" && world.strikes("client.reuses_key"))
    world.plan(1_800_000, () => reuseKey(parts, operation, version));
};

/** Another command under a key that has been used: it must be refused, and leave no trace. */
const reuseKey = ({ universe, hosts }: Parts, operation: Operation, version: number): void => {
  const { world, store } = universe;
  const used = [...store.streams(operation.tenant)].find(
    ([, { sealed }]) => sealed[version - 1]?.commandId === `operator:${operation.key}`,
  );
  const [stream] = used ?? [];
  if (stream === undefined || !stream.startsWith("customer/")) return;
  const customer = as<CustomerId>(stream.slice("customer/".length));
  hosts.invoke(
    { role: "api", tenant: operation.tenant },
    (deps) =>
      operateCustomer(deps, operation, customer, {
        kind: "opt_out",
        evidence: `reused ${world.seed}`,
      }),
    (ended) => {
      if (ended.kind !== "done" || isBusy(ended.value)) return;
      world.check("S2", ended.value.outcome === "refused", () => `${operation.key} is used twice`);
    },
  );
};

const isBusy = (operated: Operated): boolean =>
  operated.outcome === "refused" && operated.refusal.code === "stream_busy";

const isSame = (first: Operated, again: Operated): boolean =>
  first.outcome === "committed" && again.outcome === "repeated" && again.version === first.version;

const isWritten = (
  universe: Parts["universe"],
  { tenant, key }: Operation,
  version: number,
): boolean =>
  [...universe.store.streams(tenant).values()].some(
    ({ sealed }) => sealed[version - 1]?.commandId === `operator:${key}`,
  );

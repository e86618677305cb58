import type { TenantId } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";
import type { Invocation } from "#test/simulation/invocation";
import {
  eventsIn,
  foldCustomer,
  foldVisit,
  newCustomer,
  newVisit,
  noteChange,
  type VisitModel,
} from "#test/simulation/checks/model";
import { watchAnswers } from "#test/simulation/checks/answers";
import { checkErased } from "#test/simulation/checks/erasure";
import { checkCall, countAnswer } from "#test/simulation/checks/breakers";
import { checkRisk } from "#test/simulation/checks/risk";
import { checkCaps, checkSend } from "#test/simulation/checks/send";
import { checkPages } from "#test/simulation/checks/said";
import { keepTime } from "#test/simulation/checks/promptness";
import { checkRow } from "#test/simulation/checks/lists";
import { watchMoney } from "#test/simulation/checks/money";
import { checkTasks, openBefore } from "#test/simulation/checks/tasks";
import { checkConsents, checkWords } from "#test/simulation/checks/words";
import { watchDays } from "#test/simulation/checks/days";
import { type About, foldExecution } from "#test/simulation/checks/texts";
import { watchPeople } from "#test/simulation/checks/notices";
import { checkOnce } from "#test/simulation/checks/people";
import { hasOther, type Seen } from "#test/simulation/checks/seen";
import type { Universe } from "#test/simulation/universe";
import type { Watch } from "#test/simulation/watch";
import { personMark } from "#test/simulation/tenants";

export const createWatch = (universe: Universe, seen: Seen): Watch => {
  const { world } = universe;
  return {
    onCommit: (commit, plain, invocation) => {
      sealed(universe, commit);
      watchStream(universe, seen, { commit, plain, invocation });
      watchPeople(universe, seen, { commit, plain, invocation });
      watchDays(universe, seen, { commit, plain, invocation });
    },
    onSend: (invocation, message) => checkSend(universe, seen, { invocation, message }),
    onCall: (invocation, provider, kind) => checkCall(universe, invocation, { provider, kind }),
    onAbsent: ({ executionId }) => void seen.absent.set(executionId, world.nowMs()),
    onAccepted: (message) => {
      if (world.isHealed()) countAnswer(seen, message);
      const notice = seen.notices.get(message.execution);
      if (notice !== undefined) return checkOnce(universe, notice);
      const known = seen.executions.get(message.execution);
      const got = universe.carrier.ofExecution.get(message.execution)?.length ?? 0;
      world.check(
        "S4",
        known !== undefined && got <= 1 + known.execution.resends,
        () => `${got} texts of ${message.execution}, resends: ${known?.execution.resends ?? 0}`,
      );
      if (known !== undefined) checkCaps(universe, seen, known);
    },
    onLink: (_, id) => {
      const known = seen.executions.get(id)?.execution;
      world.check("A3", (known?.intents ?? 0) > 0, () => `a link for ${id} without its intent`);
    },
    onQueued: ({ body }) => {
      const text = JSON.stringify(body);
      world.check("P1", !personMark.test(text), () => `a queue holds ${text}`);
    },
    onRow: (tenant, item) => {
      const text = JSON.stringify(item);
      world.check("P1", !namesPerson(text), () => `a row holds ${text}`);
      world.check(
        "T2",
        !namesOther(universe, tenant, text),
        () => `a row of ${tenant} holds ${text}`,
      );
      // On AWS rows are damaged on purpose, and right again only when they have been folded anew.
      if (universe.cloud === null) checkRow(universe, seen, tenant, item);
    },
    onSwept: (tenant) => {
      if (!seen.swept.has(tenant)) seen.swept.set(tenant, world.nowMs());
    },
    onLog: (_, event, { why }) => {
      // While a feed is hours late the lists are rightly said to be behind, and the next sweep comes two days later.
      const isBehind = world.sinceHealedMs() < 3 * dayMs && why !== "settled_twice";
      if (!isBehind) seen.logged.set(event, (seen.logged.get(event) ?? 0) + 1);
    },
  };
};

const dayMs = 24 * 3_600_000;

/** What was really sealed may read like anything, by chance: it is left out where something was found in the whole. */
const withoutCiphers = (text: string): string => text.replaceAll(/\.[\w-]{38,}(?=\\?")/g, ".~");

const namesPerson = (text: string): boolean =>
  personMark.test(text) && personMark.test(withoutCiphers(text));

const namesOther = (universe: Universe, tenant: TenantId, text: string): boolean =>
  hasOther(universe, tenant, text) && hasOther(universe, tenant, withoutCiphers(text));

const sealed = (universe: Universe, commit: Commit): void => {
  const text = JSON.stringify(commit.events);
  const { world } = universe;
  world.check("P1", !namesPerson(text), () => `a commit of ${commit.stream} holds ${text}`);
  world.check("T2", !namesOther(universe, commit.tenant, text), () => `${commit.stream}: ${text}`);
};

type Told = {
  readonly commit: Commit;
  readonly plain: NewCommit;
  readonly invocation: Invocation;
};

const watchStream = (universe: Universe, seen: Seen, told: Told): void => {
  const { commit, plain } = told;
  if (commit.stream.startsWith("appointment/")) return watchVisit(universe, seen, told);
  const name = `${commit.tenant} ${commit.stream}`;
  const isCustomer = commit.stream.startsWith("customer/");
  const known = isCustomer ? seen.customers : seen.others;
  const model = known.get(name) ?? newCustomer();
  known.set(name, model);
  checkChain(universe, model, commit);
  checkConsents(universe, model, eventsIn(plain));
  foldCustomer(model, eventsIn(plain));
  model.versionMs.push(universe.world.nowMs());
  checkWords(universe, model, eventsIn(plain));
  if (!isCustomer) return;
  watchAnswers({ universe, seen, model, ...told });
  checkRisk(universe, model, eventsIn(plain));
};

const watchVisit = (universe: Universe, seen: Seen, told: Told): void => {
  const { commit, plain } = told;
  const name = `${commit.tenant} ${commit.stream}`;
  const visit = seen.visits.get(name) ?? newVisit(commit.tenant, commit.stream);
  seen.visits.set(name, visit);
  checkChain(universe, visit, commit);
  const about: About = { universe, seen, visit, ...told };
  const open = openBefore(visit);
  const { status, elsewhere } = visit;
  for (const event of eventsIn(plain)) {
    foldVisit(visit, event);
    if (event.type === "appointment.booked") {
      visit.bookedAt = plain.at;
      checkPages(about, event);
    }
    keepTime(about, event);
    if (event.type.startsWith("execution.")) foldExecution(about, event);
  }
  checkErased(about);
  watchMoney(about, { status, elsewhere });
  noteChange(visit, plain, universe.world.nowMs());
  visit.starts[commit.version] = visit.start;
  visit.statuses[commit.version] = visit.status;
  checkTasks(about, open);
};

type Chained = Pick<VisitModel, "version" | "lastHash" | "lastAt" | "commands">;

const checkChain = ({ world }: Universe, model: Chained, commit: Commit): void => {
  const { version, prev, at, commandId, stream, hash } = commit;
  const follows = version === model.version + 1 && prev === model.lastHash && at >= model.lastAt;
  world.check("S1", follows, () => `${stream} ${version} does not follow ${model.version}`);
  world.check(
    "S2",
    !model.commands.has(commandId),
    () => `${stream} has command ${commandId} twice`,
  );
  model.commands.add(commandId);
  model.version = version;
  model.lastHash = hash;
  model.lastAt = at;
};

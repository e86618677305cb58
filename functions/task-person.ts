import { stateAfter } from "#core/app/handle-command";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import type { CustomerState } from "#core/customer/state";
import type { IntakeEvent } from "#core/intake/decide";
import { as } from "#core/kernel/ids";
import { erasedText } from "#core/kernel/personal";
import type { Commit } from "#core/kernel/message";
import { refusedWords } from "#core/views/refused-words";
import type { TaskRow } from "#core/views/task-row";
import type { Deps } from "#functions/deps";
import { rowOf } from "#functions/read-views";

/** Whom a task is about, as far as that can be told. */
type About = {
  readonly name: string | null;
  readonly isErased: boolean;
  readonly appointment: string | null;
  /** What they have texted that a person is to answer; `null` where it is no text, or one that was erased. */
  readonly words: string | null;
};

type Shown = {
  readonly about: About | null;
  /** What was told and could not be taken, where the task is about that. */
  readonly refused: string | null;
};

/** Adds whom a task is about: the customer of the appointment it belongs to, or the customer who wrote. */
export const withPerson = async <T extends TaskRow>(deps: Deps, task: T): Promise<T & Shown> => {
  const [kind = "", id = ""] = task.stream.split("/");
  if (kind === "appointment") {
    const row = await rowOf(deps, deps.localTenant, id);
    const about = row === null ? null : { ...row, appointment: row.id, words: null };
    return { ...task, about, refused: null };
  }
  if (kind !== "customer" && kind !== "intake") return { ...task, about: null, refused: null };
  const { commits } = await deps.store.read(deps.localTenant, as(task.stream));
  return kind === "customer"
    ? { ...task, about: aboutWriter(commits, task), refused: null }
    : { ...task, about: null, refused: refusedIn(commits) };
};

const aboutWriter = (commits: readonly Commit[], task: TaskRow): About => {
  const customer = stateAfter(customerDecider, commits);
  const { name } = customer.contact;
  return {
    name,
    isErased: customer.status === "erased" || name === erasedText,
    appointment: task.subject?.appointment ?? latestOf(customer),
    words: wordsOf(commits, task),
  };
};

/** Where nobody could tell which visit is meant, the last of them has the whole story beside it. */
const latestOf = ({ appointments }: CustomerState): string | null => {
  const [latest] = Object.values(appointments).toSorted((one, other) =>
    one.start < other.start ? 1 : -1,
  );
  return latest?.id ?? null;
};

const wordsOf = (commits: readonly Commit[], { subject }: TaskRow): string | null => {
  if (subject === undefined) return null;
  const received = commits
    .flatMap(({ events }) => events as readonly CustomerEvent[])
    .find((event) => event.type === "customer.text_received" && event.sid === subject.text);
  if (received?.type !== "customer.text_received") return null;
  return received.body === erasedText ? null : received.body;
};

const refusedIn = (commits: readonly Commit[]): string | null => {
  const refused = commits
    .flatMap(({ events }) => events as readonly IntakeEvent[])
    .find(({ type }) => type === "intake.refused");
  return refused?.type === "intake.refused" ? refusedWords(refused) : null;
};

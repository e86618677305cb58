import { as } from "#core/kernel/ids";
import { erasedText } from "#core/kernel/personal";
import type { TaskRow } from "#core/views/task-row";
import type { Deps } from "#functions/deps";
import { customerOf, rowOf } from "#functions/read-views";

/** Whom a task is about, as far as that can be told. */
type About = {
  readonly name: string | null;
  readonly isErased: boolean;
  readonly appointment: string | null;
};

/** Adds whom a task is about: the customer of the appointment it belongs to, or the customer who wrote. */
export const withPerson = async <T extends TaskRow>(
  deps: Deps,
  task: T,
): Promise<T & { readonly about: About | null }> => {
  const [kind, id = ""] = task.stream.split("/");
  if (kind === "appointment") {
    const row = await rowOf(deps, deps.localTenant, id);
    return { ...task, about: row === null ? null : { ...row, appointment: row.id } };
  }
  if (kind !== "customer") return { ...task, about: null };
  const customer = await customerOf(deps, deps.localTenant, as(task.stream));
  const [latest] = Object.values(customer.appointments).toSorted((one, other) =>
    one.start < other.start ? 1 : -1,
  );
  const isErased = customer.status === "erased" || customer.contact.name === erasedText;
  const { name } = customer.contact;
  return { ...task, about: { name, isErased, appointment: latest?.id ?? null } };
};

import type { Commit } from "#core/kernel/message";
import type { ViewItem } from "#core/ports/views";

/**
 * Which execution a provider's own name belongs to: a carrier's of a text, the payment service's of a payment. For
 * whoever tells us of it without our id; ids only.
 */
type ReferenceRow = { readonly execution: string };

export const referencesView = "references";

export const executionIn = ({ data }: ViewItem): string => (data as ReferenceRow).execution;

/** The names that a commit tells of for the first time, or again: they never come to belong to another execution. */
export const referencesIn = ({ events, stream, version }: Commit): readonly ViewItem[] =>
  (events as readonly Naming[]).flatMap((event) => {
    const key = nameIn(event);
    if (key === null || event.execution === undefined) return [];
    const data: ReferenceRow = { execution: event.execution };
    const source = { stream, version };
    return [{ view: referencesView, key, index1: null, index2: null, source, data }];
  });

type Naming = {
  readonly type: string;
  readonly execution?: string;
  readonly sid?: string;
  readonly payment?: string;
};

/** A payment may be heard of first by any of its events. */
const nameIn = ({ type, sid, payment }: Naming): string | null => {
  if (type === "execution.sent") return sid ?? null;
  return type.startsWith("payment.") ? (payment ?? null) : null;
};

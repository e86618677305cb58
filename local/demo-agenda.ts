import type { Instant } from "#core/kernel/time";

type Appointed = { readonly at: Instant; readonly act: () => Promise<void> };

export type Agenda = {
  readonly add: (appointed: Appointed) => void;
  /** Takes the earliest; of two at one moment the one that was added first. */
  readonly takeNext: () => Appointed | undefined;
};

/** What is still to be done, by whom does not matter, soonest first. */
export const createAgenda = (): Agenda => {
  let entries: readonly Appointed[] = [];
  return {
    add: (appointed) => {
      entries = [...entries, appointed].toSorted((left, right) =>
        left.at === right.at ? 0 : Number(left.at > right.at) - Number(left.at < right.at),
      );
    },
    takeNext: () => {
      const [first, ...rest] = entries;
      entries = rest;
      return first;
    },
  };
};

/** What is to happen, by its moment; of two at the same moment the one that was planned first. */
export type Agenda = {
  readonly plan: (atMs: number, run: () => void) => void;
  /** The next thing and its moment; `null` where nothing is to happen any more. */
  readonly take: () => { readonly atMs: number; readonly run: () => void } | null;
  readonly size: () => number;
};

type Entry = { readonly atMs: number; readonly order: number; readonly run: () => void };

/** A binary heap. */
export const createAgenda = (): Agenda => {
  const heap: Entry[] = [];
  let orders = 0;
  return {
    plan: (atMs, run) => {
      heap.push({ atMs, order: orders++, run });
      rise(heap, heap.length - 1);
    },
    take: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return null;
      if (heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first;
    },
    size: () => heap.length,
  };
};

const isBefore = (one: Entry, other: Entry): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

const rise = (heap: Entry[], from: number): void => {
  const entry = heap[from] as Entry;
  let place = from;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above] as Entry;
    if (!isBefore(entry, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = entry;
};

const sink = (heap: Entry[]): void => {
  const entry = heap[0] as Entry;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const right = left + 1;
    if (left >= heap.length) break;
    const isRight = right < heap.length && isBefore(heap[right] as Entry, heap[left] as Entry);
    const child = isRight ? right : left;
    if (!isBefore(heap[child] as Entry, entry)) break;
    heap[place] = heap[child] as Entry;
    place = child;
  }
  heap[place] = entry;
};

/** A map that forgets what has not been used for long once it holds too much. */
type Lru<Item> = {
  readonly get: (key: string) => Item | undefined;
  readonly set: (key: string, item: Item) => void;
  readonly delete: (key: string) => void;
  readonly keys: () => readonly string[];
};

type Generation<Item> = { readonly items: Map<string, Item>; weight: number };

/**
 * Two generations: what is used is in, or moves into, the young one; when that is half of what may be
 * kept, the old one is dropped and the young one grows old. So something stays for at least half of the
 * limit's worth of other things, and a use costs one look into a map instead of taking out and putting in.
 */
export const createLru = <Item>({
  maxCount,
  maxWeight = Number.POSITIVE_INFINITY,
  weigh = () => 0,
}: {
  readonly maxCount: number;
  readonly maxWeight?: number;
  readonly weigh?: (item: Item) => number;
}): Lru<Item> => {
  const generation = (): Generation<Item> => ({ items: new Map(), weight: 0 });
  let young = generation();
  let old = generation();

  const isFull = (): boolean => young.items.size >= maxCount / 2 || young.weight >= maxWeight / 2;

  const remove = (from: Generation<Item>, key: string): void => {
    const item = from.items.get(key);
    if (item === undefined) return;
    from.weight -= weigh(item);
    from.items.delete(key);
  };

  const put = (key: string, item: Item): void => {
    const weight = weigh(item);
    if (weight > maxWeight / 2) return; // Alone it would drive out everything else.
    young.items.set(key, item);
    young.weight += weight;
    if (!isFull()) return;
    old = young;
    young = generation();
  };

  return {
    get: (key) => {
      const item = young.items.get(key);
      if (item !== undefined) return item;
      const aged = old.items.get(key);
      if (aged === undefined) return undefined;
      remove(old, key);
      put(key, aged);
      return aged;
    },
    set: (key, item) => {
      remove(young, key);
      remove(old, key);
      put(key, item);
    },
    delete: (key) => {
      remove(young, key);
      remove(old, key);
    },
    keys: () => [...young.items.keys(), ...old.items.keys()],
  };
};

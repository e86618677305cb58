/** A map that forgets what was used longest ago once it holds too much. */
export type Lru<Item> = {
  readonly get: (key: string) => Item | undefined;
  readonly set: (key: string, item: Item) => void;
  readonly delete: (key: string) => void;
  readonly keys: () => readonly string[];
};

export const createLru = <Item>({
  maxCount,
  maxWeight = Number.POSITIVE_INFINITY,
  weigh = () => 0,
}: {
  readonly maxCount: number;
  readonly maxWeight?: number;
  readonly weigh?: (item: Item) => number;
}): Lru<Item> => {
  // A Map lists its keys in the order of insertion: the first is the one unused for longest.
  const items = new Map<string, Item>();
  let weight = 0;

  const remove = (key: string): void => {
    const item = items.get(key);
    if (item === undefined) return;
    weight -= weigh(item);
    items.delete(key);
  };

  return {
    get: (key) => {
      const item = items.get(key);
      if (item === undefined) return undefined;
      items.delete(key);
      items.set(key, item);
      return item;
    },
    set: (key, item) => {
      remove(key);
      items.set(key, item);
      weight += weigh(item);
      for (const oldest of items.keys()) {
        if (items.size <= maxCount && weight <= maxWeight) break;
        remove(oldest);
      }
    },
    delete: remove,
    keys: () => [...items.keys()],
  };
};

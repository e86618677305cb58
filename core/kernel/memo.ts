/**
 * Remembers what `make` made for a key. At `limit` entries it forgets everything and starts again, so
 * that many tenants cannot fill the memory.
 */
export const memo = <T, K = string>(limit: number, make: (key: K) => T): ((key: K) => T) => {
  const made = new Map<K, T>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;

    if (made.size >= limit) made.clear();
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
};

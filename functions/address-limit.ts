/** So many refusals in a minute, and so many at once after a silence. */
type Limits = { readonly perMinute: number; readonly mostAddresses: number };

export type AddressLimit = {
  /** For how long this address is not listened to at this endpoint; `null` where it is. */
  readonly waitMs: (address: string, endpoint: string) => number | null;
  /** It was refused. True where that was one too many, and the next is not listened to. */
  readonly refused: (address: string, endpoint: string) => boolean;
};

/** Nobody who keeps the rules comes near it, and there is room for a large botnet. */
export const mostAddresses = 10_000;

const minuteMs = 60_000;

/**
 * Who is refused again and again, because they guess at signatures, tokens or addresses, is not listened to for a
 * while. Only refusals count: whoever is believed may come as often as they like. Of more addresses than it
 * remembers it forgets those that were refused longest ago.
 */
export const createAddressLimit = (limits: Limits, nowMs: () => number): AddressLimit => {
  /** Until when each has used up what was refused; a bucket seen from its other end. */
  const usedUntil = new Map<string, number>();
  const intervalMs = minuteMs / limits.perMinute;

  const over = (name: string): number | null => {
    const until = usedUntil.get(name);
    if (until === undefined || limits.perMinute === 0) return null;
    const ms = until - nowMs() - (limits.perMinute - 1) * intervalMs;
    return ms > 0 ? ms : null;
  };

  return {
    waitMs: (address, endpoint) => over(nameOf(address, endpoint)),
    refused: (address, endpoint) => {
      if (limits.perMinute === 0) return false;
      const name = nameOf(address, endpoint);
      const until = Math.max(usedUntil.get(name) ?? 0, nowMs()) + intervalMs;
      usedUntil.delete(name); // So that the order in the map is that of the last refusals.
      usedUntil.set(name, until);
      const [oldest] = usedUntil.keys();
      if (usedUntil.size > limits.mostAddresses && oldest !== undefined) usedUntil.delete(oldest);
      return over(name) !== null;
    },
  };
};

const nameOf = (address: string, endpoint: string): string => `${networkOf(address)} ${endpoint}`;

/** Whoever has one IPv6 address has the 2⁶⁴ beside it. */
const networkOf = (address: string): string => {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? groupsOf(address.toLowerCase()).slice(0, 4).join(":");
};

/** All eight of them: `::` stands for as many zeros as are left out. */
const groupsOf = (address: string): readonly string[] => {
  const [head = [], tail] = address
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  if (tail === undefined) return head;
  const zeros = Math.max(0, 8 - head.length - tail.length);
  return [...head, ...Array.from({ length: zeros }, () => "0"), ...tail];
};

/**
 * Where a request comes from: the address of the socket, or what the nearest of our own proxies saw. What stands
 * further left in `X-Forwarded-For` anybody may have written there. `null` for this machine itself, which is never
 * limited: behind a proxy that nobody has told us of, all the world would be one address.
 */
export const addressOf = (
  socket: string | undefined,
  forwardedFor: string | null,
  proxies: number,
): string | null => {
  const seen = (forwardedFor ?? "").split(",").map((one) => one.trim());
  const address = proxies === 0 ? socket : (seen.at(-proxies) ?? "") || socket;
  return address === undefined || isOwn(address) ? null : address;
};

const isOwn = (address: string): boolean => address === "::1" || /^(?:::ffff:)?127\./.test(address);

/** Refused for what it is, not for what it asks: not believed, not allowed, not there, not readable. */
export const isRefusal = (status: number): boolean => refusals.has(status);

const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 408, 413]);

/** Of the addresses that there are, the one that this path is under; what is under none of them is one together. */
export const createEndpoints = (paths: readonly string[]): ((pathname: string) => string) => {
  const starts = [...new Set(paths.map((path) => path.split(/[:*]/)[0] ?? ""))]
    .filter((start) => start.length > 1)
    .toSorted((one, other) => other.length - one.length);
  return (pathname) => starts.find((start) => pathname.startsWith(start)) ?? "/";
};

/**
 * Does the work within the time, else answers `timeout` and tells the work to end.
 *
 * Raced, because not everybody listens to the signal. And with a timer of its own: what `AbortSignal.timeout`
 * gives is held weakly by the request that follows it, and on a busy machine it was collected before it rang.
 */
export const within = async <T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | "timeout"> => {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<"timeout">((resolve) => {
    timer = setTimeout(() => {
      abort.abort();
      resolve("timeout");
    }, ms);
  });
  try {
    return await Promise.race([work(abort.signal), timedOut]);
  } finally {
    clearTimeout(timer);
  }
};

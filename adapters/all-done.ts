/**
 * As `Promise.all`, but nothing that was begun is still under way when one of them has failed: a container that answers in
 * the middle of it would freeze the rest, and go on with it inside somebody else's call.
 */
export const allDone = async <T>(begun: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(begun);
  return Promise.all(begun);
};

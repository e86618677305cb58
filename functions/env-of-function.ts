/**
 * Everything that a function on AWS is told; what it means is in `functions/env-ground.ts`. It stands alone, so that a
 * function reads none of what the embedded runtime is told.
 */
export const environmentOfFunction = (): Readonly<Record<string, string | undefined>> =>
  process.env;

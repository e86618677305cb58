import type { Stage } from "#test/simulation/run";

export const checkFinal = async (_: Stage): Promise<void> => {};

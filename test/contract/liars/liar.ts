import type { Contract, MakeStage } from "#test/contract/contract";
import { type LocalPorts, localStage } from "#test/support/local-ports";

/** A keeper of a port that breaks promises on purpose, and which of them. */
export type Lie<Port> = {
  readonly lie: string;
  readonly makeStage: MakeStage<Port>;
  /** The clauses that must object. */
  readonly breaks: readonly string[];
};

export type Liars = {
  readonly port: string;
  readonly promises: readonly string[];
  /** Every lie with each clause that must object, ready to be tried. */
  readonly trials: readonly Trial[];
};

type Trial = {
  readonly lie: string;
  readonly promise: string;
  readonly keep: () => Promise<void>;
};

/** Makes liars out of honest keepers: `twist` gives the port as the liar would keep it. */
export const lying =
  <Port>(choose: (ports: LocalPorts) => Port) =>
  (
    lie: string,
    twist: (honest: Port, ports: LocalPorts) => Port,
    ...breaks: readonly string[]
  ): Lie<Port> => ({
    lie,
    breaks,
    makeStage: localStage((ports) => twist(choose(ports), ports)),
  });

export const liarsOf = <Port>(contract: Contract<Port>, lies: readonly Lie<Port>[]): Liars => {
  const clauses = new Map(contract.clauses);
  const trials = lies.flatMap(({ lie, makeStage, breaks }) =>
    breaks.map((promise): Trial => {
      const keep = clauses.get(promise);
      if (keep === undefined) throw new Error(`Cannot find clause "${promise}"`);
      return { lie, promise, keep: () => onStage(makeStage, keep) };
    }),
  );
  return { port: contract.port, promises: [...clauses.keys()], trials };
};

const onStage = async <Port>(
  makeStage: MakeStage<Port>,
  keep: (port: Port) => Promise<void>,
): Promise<void> => {
  const stage = await makeStage();
  try {
    await keep(stage.port);
  } finally {
    await stage.close();
  }
};

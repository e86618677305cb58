import { afterEach, beforeEach, describe, it } from "vitest";

/** One promise of a port. It throws where the port breaks it, so it can be tried on liars, too. */
export type Clause<Port> = readonly [promise: string, keep: (port: Port) => Promise<void>];

/** What keeps the port during one test, and how to be rid of it. */
export type Stage<Port> = { readonly port: Port; readonly close: () => void | Promise<void> };
export type MakeStage<Port> = () => Stage<Port> | Promise<Stage<Port>>;

export type Contract<Port> = ((name: string, makeStage: MakeStage<Port>) => void) & {
  readonly port: string;
  readonly clauses: readonly Clause<Port>[];
};

/** The suite of a port. Applying it is a call: `timersContract("SQLite", makeStage)`. */
export const contractOf = <Port>(
  port: string,
  clauses: readonly Clause<Port>[],
): Contract<Port> => {
  const apply = (name: string, makeStage: MakeStage<Port>): void => {
    describe(`${name} keeps the contract of ${port}`, () => {
      let stage: Stage<Port>;
      beforeEach(async () => {
        stage = await makeStage();
      });
      afterEach(() => stage.close());
      for (const [promise, keep] of clauses) it(promise, () => keep(stage.port));
    });
  };
  return Object.assign(apply, { port, clauses });
};

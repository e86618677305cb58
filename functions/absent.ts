/** A port that this function was not given: whoever calls it is told so, and not that something is undefined. */
export const absent = <Port extends object>(name: string): Port =>
  new Proxy({} as Port, {
    get: (_, member) => {
      throw new Error(`Cannot call ${name}.${String(member)}: this function has no ${name}`);
    },
  });

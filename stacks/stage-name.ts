/** Their traffic moves in steps, and goes back where an alarm of theirs rings. */
const released = ["production", "staging"];

/**
 * Everything of a stage is known by how its name begins: a release asks for alarms so, and would take another stage's for its
 * own. So no name goes on where one of these ends.
 */
export const stageName = (name: string): string => {
  const taken = released.find((one) => name.startsWith(`${one}-`));
  if (taken === undefined) return name;
  throw new Error(`Cannot call a stage "${name}": a release of ${taken} would go by its alarms`);
};

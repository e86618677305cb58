import type { Universe } from "#test/simulation/universe";
import type { Watch } from "#test/simulation/watch";

export const createWatch = (_: Universe): Watch => ({
  onCommit: () => {},
  onSend: () => {},
  onAbsent: () => {},
  onLink: () => {},
  onQueued: () => {},
  onRow: () => {},
  onLog: () => {},
});

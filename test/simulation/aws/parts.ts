import type { Cloud } from "#test/simulation/aws/cloud";
import type { Dice } from "#test/simulation/chance";
import type { Hosts } from "#test/simulation/hosts";
import type { Universe } from "#test/simulation/universe";

export type AwsParts = {
  readonly universe: Universe;
  readonly hosts: Hosts;
  readonly cloud: Cloud;
  readonly dice: Dice;
};

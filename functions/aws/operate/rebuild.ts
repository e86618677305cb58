import type { Around } from "#functions/aws-around";
import { here } from "#functions/aws-deps";
import { onOperator } from "#functions/aws-operate";
import { rebuildingIn } from "#functions/aws-rebuild";
import { create } from "#functions/operate/rebuild";

/** No event and no request leads here: only somebody whom IAM lets invoke it. */
export const on = (around: () => Around) => onOperator(rebuildingIn(around), create);

export const handler = on(here);

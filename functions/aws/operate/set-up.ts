import type { Around } from "#functions/aws-around";
import { here } from "#functions/aws-deps";
import { onOperator, settingUpIn } from "#functions/aws-operate";
import { create } from "#functions/operate/set-up";

/** No event and no request leads here: only somebody whom IAM lets invoke it. */
export const on = (around: () => Around) => onOperator(settingUpIn(around), create);

export const handler = on(here);

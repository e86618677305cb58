import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { create } from "#functions/http/review-link";
import { onHttp } from "#functions/on-http";

export const on = (around: () => Around) => onHttp(houseIn(around), create);

export const handler = on(here);

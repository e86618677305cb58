import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { mailDoorOnAws } from "#functions/aws-mail-door";
import { create } from "#functions/http/ses-events";
import { onHttp } from "#functions/on-http";

export const on = (around: () => Around) =>
  onHttp(houseIn(around, { mail: mailDoorOnAws }), create);

export const handler = on(here);

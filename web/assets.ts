import { sha256Hex } from "#core/kernel/hash";
import { script } from "#web/script";
import { style } from "#web/style";
import { appointmentStyle } from "#web/style-appointment";
import { customerStyle } from "#web/style-customer";
import { taskStyle } from "#web/style-task";

export type Asset = { readonly type: string; readonly body: string; readonly tag: string };

const asset = (type: string, body: string): Asset => ({
  type,
  body,
  tag: sha256Hex(body).slice(0, 16),
});

/** What is there for the reader of the source stays there. */
const withoutIndent = (code: string): string =>
  code.replaceAll(/^(?:\s+|\s*\/\/.*\n)/gm, "").trim();
const withoutSpace = (sheet: string): string => sheet.replaceAll(/([{};:,])\s+/g, "$1").trim();

export const assets = {
  "/assets/style.css": asset("text/css; charset=utf-8", withoutSpace(style + appointmentStyle)),
  "/assets/customer.css": asset("text/css; charset=utf-8", withoutSpace(customerStyle)),
  "/assets/task.css": asset("text/css; charset=utf-8", withoutSpace(taskStyle)),
  "/assets/app.js": asset("text/javascript; charset=utf-8", withoutIndent(script)),
} as const;

/** With its content's tag in the address, a copy may be kept for ever: new content has a new address. */
export const addressOf = (path: keyof typeof assets): string => `${path}?v=${assets[path].tag}`;

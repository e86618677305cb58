import * as z from "zod";
import { appointmentStream, as } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import { cancelAppointment, deskWishes, operateAppointment } from "#functions/operate";
import { answered, key, reason } from "#functions/page-forms";

const fields = z.strictObject({ key, reason });

/** What somebody at the desk says of a visit on its page: the same that the API takes. `null`: no such form. */
export const visitForm = (deps: Deps, request: Request): (() => Promise<Response>) | null => {
  const { pathname } = new URL(request.url);
  const [, id, verb = ""] = /^\/appointments\/([0-9a-f]{32})\/([a-z-]{1,20})$/.exec(pathname) ?? [];
  if (id === undefined) return null;
  const stream = appointmentStream(as(id));
  if (verb === "cancel")
    return () =>
      answered(deps, request, fields, (operation, { reason: why }) =>
        cancelAppointment(deps, operation, stream, why),
      );
  const wish = deskWishes.get(verb);
  if (wish === undefined) return null;
  return () =>
    answered(deps, request, fields, (operation) =>
      operateAppointment(deps, operation, stream, wish),
    );
};

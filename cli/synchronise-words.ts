import { document, exit, fail, type Failure, type Io } from "#cli/command";
import type { Progress } from "#core/app/synchronise";
import type { Synchronised } from "#core/app/synchronise-all";

export const systems = ["calendly", "calcom", "acuity", "square"] as const;
export type System = (typeof systems)[number];

type About = { readonly system: System; readonly isDryRun: boolean };

/** Tells how a synchronisation has ended, and gives the exit code. Whatever stopped it half-way, it says how to go on. */
export const outcomeOf = (io: Io, about: About, done: Synchronised<Failure>): number => {
  const { system, isDryRun } = about;
  const { progress } = done;
  switch (done.ended) {
    case "whole":
      if (io.isJson) document(io, { system, isDryRun, ended: done.ended, ...progress });
      else for (const line of linesOf(about, progress)) io.out(line);
      return exit.ok;
    case "stopped":
      if (io.isJson)
        document(io, { system, isDryRun, ended: done.ended, ...progress, after: done.after });
      else for (const line of linesOf(about, progress)) io.out(line);
      io.err(`Stopped. ${goOn(done.after)}`);
      return exit.interrupted;
    case "endless":
      return halfway(io, done, {
        code: "booking_system_unavailable",
        message: `The list of ${system} leads back to itself.`,
        details: { why: "answer_unreadable" },
      });
    case "refused":
      return halfway(io, done, withAdvice(system, done.refusal));
  }
};

const halfway = (
  io: Io,
  { progress, after }: { readonly progress: Progress; readonly after: string | null },
  failure: Failure,
): number => {
  if (progress.pages === 0 && after === null) return fail(io, failure);
  const advice = [failure.advice, goOn(after)].filter((one) => one !== undefined).join(" ");
  return fail(io, { ...failure, advice, details: { ...failure.details, progress, after } });
};

const goOn = (after: string | null): string =>
  after === null
    ? "Run the same again: what is known already is not taken twice."
    : `To go on from here within a day: the same with --after ${after}`;

const withAdvice = (system: System, failure: Failure): Failure => {
  switch (failure.details?.["why"]) {
    case "credentials_missing":
      return { ...failure, message: `ARO has no key for ${system}.`, advice: keysOf[system] };
    case "credentials_refused":
      return {
        ...failure,
        message: `${system} does not accept our key.`,
        advice: `Check it. ${keysOf[system]}`,
      };
    default:
      return { advice: "See docs/errors/booking_system_unavailable.md.", ...failure };
  }
};

const keysOf: Readonly<Record<System, string>> = {
  calendly: "Set CALENDLY_TOKEN and CALENDLY_ORGANIZATION: docs/guides/connect-calendly.md.",
  calcom: "Set CALCOM_WEBHOOK_SECRET and CALCOM_API_KEY: docs/guides/connect-calcom.md.",
  acuity: "Set ACUITY_USER_ID and ACUITY_API_KEY: docs/guides/connect-acuity.md.",
  square: "Set SQUARE_SIGNATURE_KEY and SQUARE_ACCESS_TOKEN: docs/guides/connect-square.md.",
};

const linesOf = ({ system, isDryRun }: About, progress: Progress): readonly string[] => {
  const { seen, taken, known, ignored, begun, outside, refused, unreadable } = progress;
  const rest = [
    [begun, "have begun already"],
    [outside, "lie outside the time asked for"],
    [ignored, "are of a kind that is not taken"],
    [refused, "were refused: each is a task on the page of the day"],
    [unreadable, "entries could not be read"],
  ] as const;
  return [
    `${system}: ${seen} ${seen === 1 ? "booking" : "bookings"}`,
    `  ${isDryRun ? "would be taken" : "taken"} ${taken}, known already ${known}`,
    ...rest.filter(([count]) => count > 0).map(([count, words]) => `  ${count} ${words}`),
  ];
};

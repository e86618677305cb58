import type { Instant } from "#core/kernel/time";
import { type Audit, audit } from "#local/demo-audit";
import { type Day, daysOf } from "#local/demo-days";
import type { Role } from "#local/demo-roles";
import { openStage, type Stage } from "#local/demo-stage";
import { e164, type PlayedWeek, playWeek, type Progress, weekStart } from "#local/demo-week";

export type PhoneShown = {
  readonly name: string;
  readonly messages: readonly {
    readonly at: Instant;
    readonly by: "clinic" | "customer";
    readonly body: string;
  }[];
};

export type DemoReport = {
  readonly seed: number;
  readonly days: readonly Day[];
  readonly phones: readonly PhoneShown[];
  readonly audit: Audit;
};

export type DemoSettings = {
  readonly seed: number;
  readonly onProgress?: Progress;
  /** Lets a test change the house before the first webhook comes. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  /** Lets a test do, after the week and before the count, what must never happen. */
  readonly meddle?: (week: PlayedWeek) => Promise<void>;
};

/** Plays a clinic's week in a house that exists only as long as this takes, then counts what it was worth. */
export const playDemo = async ({
  seed,
  onProgress = () => {},
  prepare = async () => {},
  meddle = async () => {},
}: DemoSettings): Promise<DemoReport> => {
  const stage = await openStage(weekStart);
  try {
    await prepare(stage);
    const week = await playWeek(stage, seed, onProgress);
    await meddle(week);
    const phones = shown.map((role) => phoneOf(week, role));
    return { seed, days: daysOf(week.chronicle), phones, audit: await audit(week) };
  } finally {
    await stage.close();
  }
};

/** Whose phone is read aloud. */
const shown: readonly Role[] = ["is_kept_away", "misses_often", "texts_cancel"];

const phoneOf = ({ parts, stage }: PlayedWeek, role: Role): PhoneShown => {
  const part = parts.find((one) => one.role === role);
  if (part === undefined) throw new Error(`Cannot show a phone: nobody in the cast "${role}"`);
  const messages = stage.carrier.phone.messages(e164(part)).map(({ at, direction, body }) => ({
    at,
    by: direction === "outbound" ? ("clinic" as const) : ("customer" as const),
    body,
  }));
  return { name: part.name, messages };
};

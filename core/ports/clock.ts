import type { Instant } from "#core/kernel/time";

export interface Clock {
  now(): Instant;
}

import type { Instant } from "#core/kernel/time";

/** One text as it stands on a simulated phone. */
export type PhoneMessage = {
  /** As the business sees it: `inbound` came from this phone. */
  readonly direction: "outbound" | "inbound";
  readonly body: string;
  readonly at: Instant;
  /** The carrier's word. */
  readonly status: string;
  readonly sid: string;
};

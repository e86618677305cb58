import type { AppointmentStatus } from "#core/appointment/state";

export type AppointmentRefusal =
  | {
      readonly code: "answer_outdated";
      readonly details: {
        readonly answeredAt: string;
        readonly about: string;
        readonly start: string;
      };
    }
  | {
      readonly code: "appointment_in_past";
      readonly details: { readonly start: string; readonly now: string };
    }
  | {
      readonly code: "appointment_ends_before_start";
      readonly details: { readonly start: string; readonly end: string };
    }
  | {
      readonly code: "appointment_too_far_ahead";
      readonly details: { readonly start: string; readonly latest: string };
    }
  | {
      readonly code: "appointment_too_long";
      readonly details: { readonly start: string; readonly end: string; readonly mostDays: number };
    }
  | { readonly code: "appointment_unknown" }
  | {
      readonly code: "transition_unsupported";
      readonly details: { readonly from: AppointmentStatus; readonly to: AppointmentStatus };
    };

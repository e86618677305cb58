import type { Zone } from "#core/kernel/time";
import type { ConsentQuestion } from "#core/policy/form-consent";
import type { DepositRules } from "#core/payment/deposit-rules";
import type { Pace } from "#core/policy/pacing";

/** What a business has decided about itself. */
export type TenantSettings = {
  /** As customers know it; stands at the head of every text. */
  readonly name: string;
  readonly zone: Zone;
  /** ISO 3166 country whose way of writing phone numbers is assumed (`US`). */
  readonly country: string;
  /** BCP 47, for weekday and month names in texts (`en-US`). */
  readonly locale: string;
  /** E.164 number that people may call; texts name it. */
  readonly phone: string;
  readonly quietHours: QuietHours;
  /** Where customers may say what a visit was like: the page on Google, Yelp or elsewhere (`https://…`). */
  readonly reviewLink?: string;
  /** Where customers book; offers name it (`https://…`). */
  readonly bookingLink?: string;
  /** Which questions of the booking form ask for consent to texts. */
  readonly consentQuestions?: readonly ConsentQuestion[];
  /** What language models may cost in a month; where nothing is said, what the installation allows. */
  readonly modelBudget?: {
    readonly tokensPerMonth: number;
    /** Minor units (cents); `null` where only tokens are counted. */
    readonly minorPerMonth: number | null;
  };
  /** What the carrier has registered the sender for; where nothing is said, what its kind of number allows. */
  readonly pace?: Pace;
  /** Whom to ask for a deposit, as far as it is otherwise than the pack says. */
  readonly deposits?: Partial<DepositRules>;
  /** Over which channels customers hear from the business besides texts; over none where nothing is said. */
  readonly channels?: {
    /** E-mails to whose booking names an address and no phone that can be texted. */
    readonly email?: boolean;
    /** `always` in place of texts; `answers` to who has just written there, as long as free words may go. */
    readonly whatsapp?: "always" | "answers";
    /** Approved templates of WhatsApp (`HX…`), each with one gap for our words, by the names of ours. */
    readonly whatsappTemplates?: Readonly<Record<string, string>>;
  };
  /** When people are there: the deadlines of their tasks count only these hours. Where nothing is said, all do. */
  readonly openingHours?: readonly OpeningHours[];
  /** Nothing goes out as long as this is set: somebody has pulled the brake. */
  readonly onHold?: boolean;
};

/** Local times of day `HH:MM` between which no text may go out; usually over midnight. */
export type QuietHours = { readonly from: string; readonly until: string };

/** Weekdays (1 for Monday … 7 for Sunday) on which the business is open between two local times `HH:MM` of one day. */
export type OpeningHours = {
  readonly days: readonly number[];
  readonly from: string;
  readonly until: string;
};

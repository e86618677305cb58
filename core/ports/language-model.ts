import type { Json } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";

/** One question to a language model, whole: what it is to do, what it is to read, and how it must answer. */
export type ModelPrompt = {
  /** Ours alone. Nothing that a customer wrote may ever stand here. */
  readonly system: string;
  /** Data: what somebody else wrote, delimited so that it cannot pass for anything else. */
  readonly user: string;
  /** JSON Schema of the answer; a model that cannot be held to it is checked all the same. */
  readonly schema: { readonly name: string; readonly body: Json };
  readonly temperature: number;
  /** Of the answer. */
  readonly maxTokens: number;
};

export type ModelUsage = { readonly inputTokens: number; readonly outputTokens: number };

/**
 * What became of asking. `unavailable`: later it may answer. `rejected`: the same question will never be
 * answered (credentials, model name, content filter). `usage` is `null` where nobody told it.
 */
export type ModelAnswer =
  | {
      readonly kind: "answered";
      readonly text: string;
      readonly model: string;
      readonly usage: ModelUsage | null;
    }
  | { readonly kind: "unavailable"; readonly why: ModelUnavailable }
  | { readonly kind: "rejected"; readonly why: ModelRejection };

export type ModelUnavailable =
  | "timeout"
  | "throttled"
  | "server_error"
  | "not_connected"
  | "connection_broken"
  | "answer_unreadable";

export type ModelRejection = "not_permitted" | "request_refused" | "content_filtered";

/** Asks once, within its own time-out. Never throws for what the world may do, and never tries again. */
export interface LanguageModel {
  /** As it stands in the records: `bedrock:amazon.nova-lite-v1:0`. */
  readonly name: string;
  ask(tenant: TenantId, prompt: ModelPrompt): Promise<ModelAnswer>;
}

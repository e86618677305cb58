import { as, type ExecutionId } from "#core/kernel/ids";

/**
 * The tag under which an e-mail bears our execution id. Values may hold letters, figures, `_` and `-`, and our ids
 * have dots: so it is written in base64url.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
 */
export const executionTag = {
  name: "execution",
  write: (id: ExecutionId): string => Buffer.from(id).toString("base64url"),
  /** `null` for what is none of ours. */
  read: (value: string): ExecutionId | null => {
    const id = Buffer.from(value, "base64url").toString();
    return executionTag.write(as(id)) === value && /^[\w.-]{1,128}$/.test(id) ? as(id) : null;
  },
};

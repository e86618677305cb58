import type { Part, Progress } from "#core/app/synchronise";
import { synchroniseAll } from "#core/app/synchronise-all";
import { ok, refuse } from "#core/kernel/result";
import type { BookingProvider } from "#functions/deps";
import type { TestHouse } from "#test/support/house";

/** Every page of a list, through the door of a server. Throws where it refuses. */
export const pagesOf = async (
  house: TestHouse,
  provider: BookingProvider,
  body: object,
): Promise<Progress> => {
  await house.composed.tokens.put("desk", house.composed.deps.localTenant);
  const part = async (after: string | null) => {
    const response = await house.handle(
      new Request(`http://127.0.0.1/v1/synchronise/${provider}`, {
        method: "POST",
        headers: { authorization: "Bearer desk" },
        body: JSON.stringify({ ...body, ...(after !== null && { after }) }),
      }),
    );
    const answer = (await response.json()) as Part & { readonly error?: { readonly code: string } };
    return answer.error === undefined ? ok(answer) : refuse({ details: {}, ...answer.error });
  };
  const silent = { pause: async () => {}, onProgress: () => {}, isStopped: () => false };
  const done = await synchroniseAll({ ...silent, part }, null);
  if (done.ended === "whole") return done.progress;
  throw new Error(`Cannot synchronise: ${JSON.stringify(done)}`);
};

import type { LanguageModel, ModelAnswer } from "#core/ports/language-model";
import { oneOf } from "#test/simulation/chance";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { Own } from "#test/simulation/ports/tables";
import type { World } from "#test/simulation/world";

type Parts = { readonly world: World; readonly door: Door; readonly own: Own };

const timeout: ModelAnswer = { kind: "unavailable", why: "timeout" };

/** A model that mostly answers as it was asked to, and sometimes anything at all. */
export const modelPort = ({ world, door, own }: Parts, invocation: Invocation): LanguageModel => ({
  name: "simulated:model",
  ask: (tenant, prompt) => {
    own(invocation, tenant, "model.ask");
    return door.effect<ModelAnswer>(invocation, "model.ask", () => answerTo(world, prompt.user), {
      lost: () => timeout,
      refused: () => ({ kind: "unavailable", why: "not_connected" }),
    });
  },
});

const answerTo = (world: World, user: string): ModelAnswer => {
  if (world.strikes("model.down")) return { kind: "unavailable", why: "throttled" };
  const dice = world.chance.dice("model");
  const usage = { inputTokens: 300 + user.length, outputTokens: 20 };
  const answered = (text: string): ModelAnswer => ({
    kind: "answered",
    text,
    model: "simulated",
    usage,
  });
  if (world.strikes("model.nonsense"))
    return answered(oneOf(dice, ["", "Sure!", '{"intent":"delete_everything","confidence":9}']));
  const intent = oneOf(dice, ["confirm", "reschedule", "cancel", "question", "stop", "unclear"]);
  return answered(JSON.stringify({ intent, confidence: Math.round(dice() * 100) / 100 }));
};

import { expect, it } from "vitest";
import { readPackFiles } from "#adapters/local/pack-files";
import { parsePack } from "#core/profiles/pack";
import { spokenCondition } from "#core/views/spoken-condition";

it.each(["healthcare", "salon"])("says every condition of the pack %s in words", async (name) => {
  const read = parsePack(await readPackFiles(`core/profiles/${name}`));
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.problems));

  const conditions = read.value.journeys
    .flatMap((journey) => [journey.if, ...journey.steps.map((step) => step.if)])
    .flatMap((condition) => (condition === null ? [] : [condition.source]));
  expect(conditions).not.toEqual([]);
  expect(conditions.map(spokenCondition).filter((said) => /==|&&|[[\]]|_/.test(said))).toEqual([]);
});

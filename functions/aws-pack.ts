import type { KeptPacks } from "#adapters/aws/packs";
import type { App } from "#core/app/app";
import type { IsOwnLink } from "#core/message/write";
import { packInUse } from "#core/profiles/in-use";
import { parsePack } from "#core/profiles/pack";
import { packs } from "#functions/packs";

/**
 * The pack in use, and with it the definitions of older packs that runs still pin. Packs come with the function: it
 * is one file and has no folder beside it. Throws where there is none of that name.
 */
export const packOnAws = async (
  kept: KeptPacks,
  name: string,
  isOwnLink: IsOwnLink | undefined,
): Promise<App["pack"]> => {
  const files = packs[name];
  const pack = files === undefined ? null : parsePack(files);
  if (files === undefined || pack?.ok !== true)
    throw Object.assign(new Error(`Cannot use the pack "${name}"`), { name: "DefinitionInvalid" });

  const older = (await kept.keep(files)).flatMap((one) => {
    const parsed = parsePack(one);
    return parsed.ok
      ? parsed.value.journeys.map((journey) => [journey.hash, journey] as const)
      : [];
  });
  return packInUse(pack.value, new Map(older), isOwnLink);
};

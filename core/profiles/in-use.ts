import type { App } from "#core/app/app";
import type { Compose } from "#core/appointment/facts";
import type { Hex } from "#core/kernel/ids";
import { refuse } from "#core/kernel/result";
import { emailSubject, writeEmail } from "#core/message/email";
import type { Template } from "#core/message/template";
import { messageValues } from "#core/message/values";
import { type IsOwnLink, writeText } from "#core/message/write";
import type { Pack } from "#core/profiles/pack";
import { sendingRulesOf } from "#core/profiles/sending-rules-of";
import type { Definition } from "#core/workflow/definition";

/** A pack whose texts have been read, or are when they are first asked for; `null` where there is none. */
export type ReadyPack = Omit<Pack, "templates"> & {
  readonly templates: (id: string) => Template | null;
};

/**
 * Puts a pack to use: its journeys beside those that runs of other packs pin, and its texts ready to be
 * filled. `other` are definitions by the hash that a run has pinned, and may come to hold more; `isOwnLink` knows the
 * sandbox's own pages, to pay and for reviews, where there is one.
 */
export const packInUse = (
  pack: ReadyPack,
  other: ReadonlyMap<Hex, Definition>,
  isOwnLink?: IsOwnLink,
): App["pack"] => {
  const own = new Map(pack.journeys.map((one) => [one.hash, one] as const));
  return {
    definitions: {
      current: pack.journeys,
      byHash: (hash) => own.get(hash) ?? other.get(hash) ?? null,
    },
    compose: composer(pack, isOwnLink),
    minimumGapMs: pack.minimumGapMs,
    sending: sendingRulesOf(pack),
    deposits: pack.deposits,
    subject: (settings) => emailSubject(pack.texts, settings),
    tasks: pack.tasks,
    about: { name: pack.name, title: pack.title, version: pack.version },
  };
};

const composer =
  (pack: ReadyPack, isOwnLink?: IsOwnLink): Compose =>
  (id, values) => {
    const template = pack.templates(id);
    if (template === null) return refuse("template_missing");
    const write = values.isEmail === true ? writeEmail : writeText;
    return write(template, messageValues(values), pack.texts, isOwnLink);
  };

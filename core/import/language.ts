import { memo } from "#core/kernel/memo";

/**
 * The language as BCP 47 spells it (`en`, `es-MX`), from such a tag or from one of the names under which
 * lists of customers keep it. `null` where it is neither.
 */
export const languageFrom = (text: string): string | null => languages(text).tag;

/** Few languages in many rows. */
const languages = memo(500, (text: string) => ({ tag: tagFrom(text) }));

const tagFrom = (text: string): string | null => {
  const named = byName.get(text.toLowerCase());
  if (named !== undefined) return named;
  if (!/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/.test(text)) return null;
  try {
    return Intl.getCanonicalLocales(text.replaceAll("_", "-"))[0] ?? null;
  } catch {
    return null; // Shaped like a tag, and none.
  }
};

const byName: ReadonlyMap<string, string> = new Map([
  ["english", "en"],
  ["inglés", "en"],
  ["spanish", "es"],
  ["español", "es"],
  ["french", "fr"],
  ["français", "fr"],
  ["german", "de"],
  ["deutsch", "de"],
  ["portuguese", "pt"],
  ["português", "pt"],
  ["italian", "it"],
  ["italiano", "it"],
]);

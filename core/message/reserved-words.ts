/** Where in the text something stands, and what it says. */
export type Found = { readonly index: number; readonly text: string };

/**
 * Finds where a text invites a word that carriers answer themselves (STOP and its kin, START, HELP).
 *
 * Asking for one of them would opt customers out who only meant to cancel a visit, or would never reach
 * us. Three signs of an invitation: the word in capitals, the word in quotes, the word behind "reply",
 * "text", "responda" and the like. In plain prose ("to cancel, call us") the same words are welcome.
 * Where "we send info" is taken for an invitation, write "details": a false alarm costs a word, a miss
 * costs customers. (domain.md, "Answers"; 47 CFR 64.1200(a)(10); the carrier's default keywords.)
 */
export const invitedReservedWords = (text: string): readonly Found[] => {
  const found = [shouted, quoted, invited].flatMap((sign) =>
    [...text.matchAll(sign)].map((match) => ({
      index: match.index + match[0].lastIndexOf(match[1] ?? ""),
      text: match[1] ?? "",
    })),
  );
  return [...new Map(found.map((one) => [one.index, one])).values()];
};

const words = [
  "STOPALL",
  "STOP ALL",
  "STOP",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "REVOKE",
  "OPT[ -]?OUT",
  "START",
  "YES",
  "UNSTOP",
  "HELP",
  "INFO",
].join("|");

const verbs = [
  "reply|replying|respond|answer|text|texting|send|type",
  "responda|responde|conteste|contesta|envíe|envie|envía|envia|escriba|escribe|mande|manda",
].join("|");

/** What may stand between "reply" and the word it asks for; a single letter or a number is such a word too. */
const between = [
  "to (?:this|us|the|our)(?: text| message| number)*|with|back|us|me|by|the|word|only|just|please|either|or|and|an",
  "con|la|el|palabra|solo|sólo|por favor",
  "\\p{L}|\\p{N}+",
].join("|");

const open = "(?<![\\p{L}\\p{N}])";
const close = "(?![\\p{L}\\p{N}])";
const quote = "[\"'“”‘’«»]";
/** Ends of sentences are not here: "We await your reply. Help is near" invites nothing. */
const gap = "[\\s,:/(\"'“”‘’«»-]+";

const shouted = new RegExp(`${open}(${words})${close}`, "gu");
const quoted = new RegExp(`${quote}\\s*(${words})\\s*[.!]?\\s*${quote}`, "giu");
const invited = new RegExp(
  `${open}(?:${verbs})${close}(?:${gap}(?:${between})${close}){0,6}${gap}(${words})${close}`,
  "giu",
);

/** What a telephone writes when somebody lays a mark on one of our texts instead of answering it. */
export type Reaction = {
  /** A like, a love, a thumbs-up; everything else (a laugh, a question mark, a mark taken back) says no yes. */
  readonly isGood: boolean;
  /** The text that the mark was laid on asks to be confirmed. */
  readonly asksToConfirm: boolean;
};

export type OwnWords = {
  /** What the customer has typed, without what they quote of ours. */
  readonly words: string;
  readonly reaction: Reaction | null;
  /** What was quoted, for the day that may stand in it; empty where nothing was. */
  readonly quoted: string;
};

/**
 * Parts what somebody says from what they quote. Every text of ours ends with "Reply STOP to opt out", so whoever
 * quotes one seems to withdraw: a mark laid on it (`Liked “…”`, `👍 to “…”`, `Le gustó “…”`) comes to a number that
 * knows no such marks as a text with the whole of ours in it, and mail-like programs send it back behind `>`.
 */
export const ownWords = (text: string): OwnWords => {
  const reaction = reactionIn(text);
  if (reaction !== null) return { words: "", ...reaction };
  const lines = text.split(/\r?\n/u);
  const quoted = lines.filter((line) => quotedLine.test(line)).join("\n");
  const own = lines.filter((line) => !quotedLine.test(line) && !quoteHead.test(line)).join("\n");
  return { words: withoutNotice(quoted === "" ? text : own), reaction: null, quoted };
};

const quotedLine = /^\s*(?:>|&gt;)/u;
const quoteHead =
  /^\s*(?:on .{3,120} wrote:|el .{3,120} escribi[oó]:|-{2,} ?(?:original message|mensaje original) ?-{2,})\s*$/iu;

/** Our own notice, wherever it stands beside other words; alone it was typed, and means what it says. */
const withoutNotice = (text: string): string => {
  const rest = text.replace(notice, " ").trim();
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
};

const notice =
  /\b(?:reply|text|send|responda|responde|env[ií]e|escriba|conteste)\s+(?:con\s+)?["'“”]?stop["'“”]?\s+(?:to\s+(?:opt[\s-]?out|unsubscribe|end|cancel|quit)|para\s+(?:no\s+recibir\s+m[aá]s(?:\s+mensajes)?|cancelar|salir|darse\s+de\s+baja))\.?/giu;

const reactionIn = (text: string): Pick<OwnWords, "reaction" | "quoted"> | null => {
  const found = laidOn.exec(text.replace(/[\u200a-\u200f\u2060\ufeff]/gu, "").trim());
  if (found === null) return null;
  const { mark = "", quoted = "" } = found.groups ?? {};
  const isGood = !taken.test(mark) && good.test(mark);
  return { reaction: { isGood, asksToConfirm: asksToConfirm.test(quoted) }, quoted };
};

/** The words of Apple's and Google's programs, English and Spanish; a long text may be cut before its last mark. */
const marks = [
  'liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted (?:with )?[^“"]{0,24}to',
  'removed (?:an? |the )?[^“"]{1,30} from',
  '(?:no )?le (?:gust[oó]|encant[oó])(?: a)?|(?:se )?(?:r[ií][oó]|ri[oó]) (?:de|con)|le (?:dio|hizo) [^“"]{1,20}',
  'enfatiz[oó]|exclam[oó]|destac[oó]|cuestion[oó]|pregunt[oó] por|reaccion[oó] (?:con )?[^“"]{0,24}a',
  '(?:quit[oó]|elimin[oó]) [^“"]{1,30} (?:de|a)',
  "(?:\\p{Extended_Pictographic}|\\p{Emoji_Modifier}|[\\ufe0f\\u200d\\s])+(?:to|a)",
].join("|");

const laidOn = new RegExp(
  `^(?<mark>${marks})\\s*(?:an? (?:image|attachment|picture)|una? (?:imagen|foto)|[“"«](?<quoted>[^"”»]*)["”»]?)$`,
  "iu",
);

const taken = /^(?:removed|quit[oó]|elimin[oó]|dis|no )/iu;
const good = /^(?:liked|loved|le (?:gust|encant))|👍|❤|♥|💯|👌|✅|😍|🥰/iu;
const asksToConfirm =
  /\b(?:reply|text|responda|responde|conteste|env[ií]e)\s+(?:con\s+)?["“]?c\b/iu;

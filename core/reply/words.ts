/**
 * The words of stage one, as data: plain spelling, lower case, no accents, no punctuation.
 *
 * Opt-out words: those that the carriers obey and that 47 CFR 64.1200(a)(10) names, and what a reasonable
 * person means by them. A false alarm silences a reminder and a miss breaks the law, so this list is
 * generous; but "stop by", "bus stop" and "cancel my visit" are no withdrawal.
 */
export const optOutWords: readonly string[] = [
  "stop",
  "stopall",
  "stop all",
  "unsubscribe",
  "cancel",
  "end",
  "quit",
  "revoke",
  "optout",
  "opt out",
  // Spanish: to stop, to be taken off the list.
  "alto",
  "basta",
  "baja",
  "parar",
  "pare",
  "detener",
];

/** What may stand beside such a word without changing what it means. */
export const optOutFillers: readonly string[] = [
  "please|pls|plz|kindly|just|now|immediately|thanks|thank|thx|you|ty|ok|okay|yes|no|hi|hello|hey|and|i said",
  "por favor|gracias|ya|hola",
].flatMap((line) => line.split("|"));

/** Wherever one of these stands, the customer withdraws. */
export const optOutPhrases: readonly RegExp[] = [
  /\b(?:unsubscribe|unsub|optout|opt out|opting out|opt me out|stopall)\b/,
  /\b(?:stop|quit|end|cancel|no more|enough) (?:(?:all|any|with|of|the|these|those|this|your|my|ur|sms|auto|automated|future|reminder) )*(?:texts?|texting|messages?|messaging|msgs?|sms|reminders?|notifications?|alerts?|spam)\b/,
  /\bstop (?:sending|contacting|calling|bothering|spamming|harassing)\b/,
  /\b(?:dont|do not|never|quit) (?:you )?(?:ever )?(?:text|txt|message|msg|contact|texting|messaging|contacting) (?:me|us|this number|anymore|again)\b/,
  /\b(?:remove|delete|take) (?:me|my (?:number|phone)|this number)(?: off| from)?(?: (?:of |your |the |this |text |texting |sms |contact |mailing )*(?:list|texts?|messages?|database|system))?(?: please| now| thanks)*$/,
  /\b(?:revoke|withdraw) (?:my )?(?:consent|permission)\b/,
  /\bleave me alone\b/,
  /\bno (?:quiero )?(?:mas|recibir) (?:mensajes|textos)\b/,
  /\bno me (?:envie|mande|escriba)n? mas\b/,
];

/** CANCEL may mean the visit, unless it is said of the texts themselves. */
export const cancelsTexts =
  /\bcancel (?:(?:all|any|the|these|those|this|your|my) )*(?:texts?|texting|messages?|sms|reminders?|notifications?|alerts?)\b/;

/** "Don't unsubscribe me" is not for a table to decide. */
export const negatedOptOut =
  /\b(?:dont|do not|never|didnt|did not|not) (?:want to |wish to |mean to )?(?:unsubscribe|unsub|optout|opt out|stop (?:texting|sending|the|my|these|texts?|messages?|reminders?))\b/;

/** A text that begins with "stop" withdraws, unless it goes on like these ("Stop by at five?"). */
export const proseAfterStop = /^stop (?:by|in|at|over|off|light|sign|for)\b/;

export const startWords: readonly string[] = ["start", "unstop"];
export const helpWords: readonly string[] = ["help", "info", "ayuda"];

/** The one confirming word that carriers also take for opting in again. */
export const carrierYes = "yes";

export const confirmWords: readonly string[] = [
  "c",
  "1",
  "y",
  carrierYes,
  "yep",
  "yeah",
  "yup",
  "ok",
  "okay",
  "k",
  "sure",
  "confirm",
  "confirmed",
  "confirming",
  "i confirm",
  "i will be there",
  "ill be there",
  "will be there",
  "see you then",
  "👍",
  "👌",
  "✅",
  "✔",
  "si",
  "confirmo",
  "confirmar",
  "confirmado",
  "confirmada",
  "claro",
];

export const confirmFillers: readonly string[] = [
  "please|pls|plz|thanks|thank you|thank u|thx|ty|hi|hello|hey|great|perfect",
  "por favor|gracias|hola|🙏|😊|🙂",
].flatMap((line) => line.split("|"));

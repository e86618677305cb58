/**
 * How people withdraw, as data: plain spelling, lower case, no accents, no punctuation.
 *
 * The words that the carriers obey and that 47 CFR 64.1200(a)(10) names, and what a reasonable person
 * means by them. A false alarm silences a reminder and a miss breaks the law, so these are generous; but
 * "stop by", "bus stop" and "cancel my visit" are no withdrawal.
 */
export const optOutWords: readonly string[] = [
  "stop|stopall|stop all|stop2end|unsubscribe|unsub|cancel|end|quit|revoke|optout|opt out|exit|halt|cease",
  "desist|cease and desist|discontinue|enough|remove|remove me|delete me|spam|not interested|go away|block|blocked",
  "stop it|stop this|stop that|quit it|no more|cut it out|🛑|⛔",
  // Spanish: to stop, to be taken off the list.
  "alto|basta|ya basta|baja|parar|pare|paren|para ya|detener|detengan|detenganse|salir|fin|terminar|no mas",
  "eliminar|bloqueado|bloqueada|no molestar|no molesten|no moleste|suspender|quitar|desuscribir|no me interesa",
].flatMap((line) => line.split("|"));

/** The words alone that the carriers obey by themselves. (Twilio, "Support for opt-out keywords") */
export const carrierStopWords: readonly string[] =
  "stop|stopall|unsubscribe|cancel|end|quit|revoke|optout".split("|");

/** What may stand beside such a word without changing what it means. */
export const optOutFillers: readonly string[] = [
  "please|pls|plz|kindly|just|now|immediately|thanks|thank you|thank|thx|you|ty|ok|okay|yes|no|hi|hello|hey|and|i said",
  "already|guys",
  "right now|asap|at once|me|for good|forever|permanently|sir|maam",
  "por favor|porfa|porfavor|favor|gracias|ya|hola|puede|pueden|podrian|quiero|que|se|dije|con eso|buenos dias",
].flatMap((line) => line.split("|"));

/** Those of them that may stand at the head or the end of any sentence. */
export const politeness: readonly string[] = [
  "please|pls|plz|kindly|thanks|thank you|thx|ty|ok|okay|yes|hi|hello|hey|hi there|good morning|sir|maam|guys|now|already|immediately|right now|asap|from now on",
  "por favor|porfa|porfavor|gracias|muchas gracias|hola|buenos dias|buenas tardes|buenas|ya|disculpe|oiga",
].flatMap((line) => line.split("|"));

/** These ask for it politely, and of CANCEL they make a wish about the visit. */
export const optOutWishes: readonly string[] = [
  "can you|could you|can u|will you|would you|i want to|i need you to|i want you to|id like to|i would like to",
].flatMap((line) => line.split("|"));

const things =
  "(?:texts?|txts?|texting|txting|messages?|messaging|mssgs?|msgs?|sms|reminders?|notifications?|notices|alerts?|spam|communications?|robotexts?)";
const between =
  "(?:(?:all|any|with|of|the|these|those|this|your|ur|my|more|further|other|future|sms|auto|automated|automatic|annoying|text|reminder|marketing|damn|stupid|fucking|such|kind|sending|send|me|receiving|getting|please) )*";
const cosas =
  "(?:mensajes?|mensajitos?|textos?|sms|recordatorios?|notificaciones|avisos|alertas|spam|publicidad)";
const entre =
  "(?:(?:mas|los|las|estos|esos|estas|tus|sus|mis|todos|todas|tantos|de|recibir|recibiendo|seguir|que|me|sigan|siga|manden|envien|ningun|otro|texto|esta|este|la|mi|el|envio|nada) )*";

/** Wherever one of these stands, the customer withdraws. */
export const optOutPhrases: readonly RegExp[] = [
  /\b(?:unsubscribe[ds]?|unsubscribing|unsub|optout|opt(?:ed|ing)? out|opt (?:me|us) out|stopall|cease and desist)\b/,
  new RegExp(
    `\\b(?:stop|quit|end|cancel|no more|enough|discontinue|cease|halt|disable|terminate|turn off|shut off|enough with) ${between}${things}\\b`,
  ),
  /\b(?:stop|quit|cease) (?:sending|contacting|calling|bothering|spamming|harassing|messaging|texting|txting|bugging|hitting|blowing|pestering)\b/,
  /(?<!why )\b(?:dont|do not|never|quit) (?:you )?(?:ever )?(?:text|txt|message|msg|contact|bother|spam|texting|messaging|contacting) (?:me|us|this number|my (?:phone|number|cell)|anymore|again|any more)\b/,
  new RegExp(
    `\\b(?:dont|do not|never) (?:ever )?send (?:me |us )?${between}(?:${things}|anything|anymore|again)\\b`,
  ),
  new RegExp(
    `\\b(?:dont|do not|no longer|never|not|didnt|did not) (?:want|wish|care|need|like|ask|agree|interested)(?: in)?(?: for| to)? (?:(?:get|have|be|you|to|receive|keep) )*${between}(?:${things}|texted|messaged|contacted|hear from (?:you|u)|bothered)\\b`,
  ),
  /\b(?:prefer|rather|like) not (?:to )?(?:get|receive|be (?:texted|contacted|messaged)|getting|receiving)\b/,
  // "Take me", "get me out" and "drop me off" are said of rides: only with what they are taken off, or of a number.
  /\b(?:(?:remove|delete|erase) (?:me|my (?:number|phone|name|info|cell)|this number)(?: off| from| out)?|take me (?:off|out)|get me off|(?:take|drop|get) (?:my (?:number|phone|name|info|cell)|this number)(?: off| from| out)?)(?: (?:of |your |the |this |text |texting |sms |contact |mailing |calling |messaging |reminder )*(?:lists?|texts?|messages?|database|system|file|records|reminders?))?(?: please| now| thanks| asap| immediately| pls)*$/,
  /\b(?:get|take) me off (?:of )?(?:your|this|the|ur) (?:\w+ )?(?:list|texts?|thread)\b/,
  /\b(?:revoke|withdraw|withdrawing|revoking|take back) (?:my )?(?:consent|permission)\b/,
  /\b(?:dont|do not|no longer|never) (?:give |have my )?consent(?:ed)?\b/,
  /\b(?:asked|told|telling|asking|want|need) (?:you |u |them |this )?(?:guys |all )?to stop\b/,
  /\b(?:leave (?:me|us) alone|(?:lose|forget) (?:my|this) number|knock it off|get lost|(?:fuck|f|piss|screw|buzz|bug) off|im blocking|i am blocking|blocking (?:you|this)|this is (?:spam|harassment)|reporting (?:you|this)|report (?:you|this) as spam)\b/,
  /\b(?:(?:remove|delete) (?:me|us) (?:from|off)|(?:take|get) (?:me|us) off|(?:take|get|drop) (?:me|us) (?:from|off) (?:of )?(?:your|ur|this|the) (?:\w+ )?(?:lists?|texts?|system|database)\b|(?:remove|take|delete|drop|get) (?:my (?:number|phone|name|cell)|this number) (?:from|off))(?! (?:of )?(?:the |your |my |that |this )?(?:wait|schedule|calendar|appointment|book|hold|med|pill|drug|insulin|steroid|\w+day))/,
  /^no more(?: of| please| this| these| thanks|$)/,
  /^no (?:more )?(?:texts|texting|messages|sms|spam|reminders|mensajes|textos|recordatorios)\b/,
  new RegExp(
    `\\b(?:no|ya no) (?:me )?(?:quiero|queremos|deseo|necesito|interesan?|gustaria|mas) ${entre}${cosas}\\b`,
  ),
  /\b(?:no|ya no) (?:quiero|deseo) (?:que (?:me|nos) (?:\w+ )?(?:escriban?|manden?|envien?|contacten?|molesten?|texteen)|(?:mas )?(?:recibir|recibiendo)|seguir recibiendo)/,
  /\bno (?:(?:me|nos) )?(?:vuelva[ns]?|sigan?|continuen?) (?:a )?(?:escrib|mand|envi|text|contact|molest|llam)/,
  /\b(?:baj|quit|sac|saqu|borr|elimin)(?:e|en|a|ar)me de (?:ahi|aqui|la lista|esta lista|su lista|esto|eso|todo)\b/,
  /\b(?:sick|tired|fed up|cansad[oa]|hart[oa]) (?:of|with|de) (?:\w+ ){0,3}(?:texts?|messages?|reminders?|texting|mensajes|textos|recordatorios)\b/,
  /\b(?:no|ya no) (?:me|nos) (?:vuelvan? a )?(?:mande[ns]?|manden|envie[ns]?|escriba[ns]?|textee[ns]?|contacte[ns]?|moleste[ns]?|escribir|mandar|enviar|contactar|molestar)\b(?! (?:a|con) (?:otr[oa]|la|el|un)\b)/,
  /\b(?:deje[ns]?|deja|dejar|dejen|pare[ns]?|para) de (?:enviar|mandar|escribir|molestar|textear|contactar|llamar|acosar|recibir|estar)/,
  new RegExp(
    `\\b(?:deten(?:er|gan?)|suspend(?:er|an?)|par(?:ar|en?)|termin(?:ar|en?)|alto a|basta de|cancel(?:ar|en?|a)|anular|desactivar|desactiven|quit(?:ar|en?)|no mas) ${entre}(?:${cosas}|suscripcion)\\b`,
  ),
  /\b(?:quite|quiten|quita|saque|saquen|saca|borre|borren|borra|elimine|eliminen|elimina|remueva|remuevan|sacar|quitar|borrar|eliminar)(?:me|nos)(?: de (?:la |su |esta |esa |tu |sus |aqui|ahi|esto)?(?:lista|base|sistema|contactos|registros|mensajes)?.*)?$/,
  /\b(?:quite|quiten|quita|borre|borren|borra|elimine|eliminen|elimina|saquen?|saca|quitar|borrar|eliminar) (?:mi|este) (?:numero|telefono|contacto|celular|nombre)\b/,
  /\b(?:dar|darme|darnos|denme|deme|dame|den|doy|dese|darse|solicito(?: la)?|quiero(?: la)?|pido(?: la)?) (?:de )?baja\b(?! (?:la|mi|el) (?:cita|hora|turno))/,
  /\b(?:desuscrib|desinscrib|desafili)\w*/,
  /\b(?:dejenme|dejeme|dejame|dejennos) (?:en paz|tranquil[oa]s?)\b/,
  /\b(?:retir|revoc|anul)(?:o|ar) (?:mi|el) (?:consentimiento|permiso|autorizacion)\b/,
  /\bno (?:doy|di|tienen) (?:mi )?(?:consentimiento|permiso|autorizacion)\b|\bno autorizo\b/,
];

/** Texts that go to a stranger have to stop, too; and a person should find the right number. */
export const wrongNumber =
  /\b(?:wrong (?:number|person|phone|guy|lady|man|woman|girl|family)|(?:is not|isnt|not) (?:my|his|her|their) (?:number|phone)|(?:numero|persona|telefono) equivocad[oa]|equivocad[oa] de (?:numero|persona)|se equivoc(?:o|aron|an|a) de (?:numero|persona|telefono))\b/;

/** CANCEL may mean the visit, unless it is said of the texts themselves. */
export const cancelsTexts = new RegExp(
  `\\b(?:cancel ${between}(?:${things}|subscriptions?)|cancel (?:(?:my|the|all) )*(?:appointment|visit) (?:reminders?|texts|text messages|alerts|notifications)|cancel(?:ar|en?|a) ${entre}(?:${cosas}|suscripcion))\\b`,
);

/** "Don't unsubscribe me" is not for a table to decide. */
export const negatedOptOut =
  /\b(?:dont|do not|never|didnt|did not|not) (?:want (?:you )?to |wish to |mean to |you dare )?(?:unsubscribe|unsub|optout|opt (?:me )?out|stop (?:texting|sending|the|my|these|texts?|messages?|reminders?)|take me off|remove me)\b|\bno (?:quiero |deseo |me )?(?:dejar de recibir|darme de baja|den de baja|paren? de|dejen? de|desuscrib\w*|cancelen? (?:los|mis) (?:mensajes|recordatorios))\b|(?<!\b(?:you|u|yall|guys|they|need to) )\bkeep (?:sending|texting|the reminders)\b/;

/** A text that begins with "stop" withdraws, unless it goes on like these ("Stop by at five?"). */
export const proseAfterStop =
  /^stop (?:by|in|at|over|off|light|sign|for|smoking|eating|drinking|taking|wearing|working)\b/;

/** Words before a "stop" that make it another one: "bus stop", "don't stop". */
export const stopAtTheEnd =
  /(?<!\b(?:dont|do not|cant|cannot|wont|never|not|bus|non|the|a|to|last|next|first|quick|pit|train|subway|metro|short|full|it|which|what|pain|bleeding|will|reply|say|says|text|type|or)) stop$/;

/** A STOP in capitals in a text that is not shouted as a whole, unless it speaks of our own notice. */
export const shoutedStop =
  /(?<!\b(?:reply|say|says|text|type|word|the|bus|with|or) ["'“]?)\bSTOP\b/;

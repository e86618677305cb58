/** Words of answers that go well, as data: plain spelling, lower case, no accents, no punctuation. */
const lines = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((line) => line.split("|"));

export const startWords: readonly string[] = ["start", "unstop"];
export const helpWords: readonly string[] = [
  "help|info|ayuda|i need help|need help|help me|necesito ayuda|ayudenme",
].flatMap((line) => line.split("|"));

/** Asking in so many words for texts to come again; consent is read into nothing less. */
export const startPhrases: readonly RegExp[] = [
  /\b(?:start|resume|begin) (?:texting|sending|messaging)\b|\b(?:text|message) (?:me|us) again\b/,
  /\bturn (?:(?:my|the|your) )?(?:texts?|messages?|reminders?) (?:back )?on\b|\bresubscribe\b|\bopt (?:me )?back in\b/,
  /\b(?:pueden?|podrian?|vuelvan? a|quiero que me|empiecen a) (?:vuelvan a )?(?:escrib|mand|envi|text)\w* (?:(?:mensajes|recordatorios|textos) )?(?:de nuevo|otra vez|nuevamente)\b|\bvuelvan? a (?:escribir|mandar|enviar|textear)(?:me|nos)\b|\bquiero (?:volver a )?recibir (?:\w+ )?(?:mensajes|recordatorios|textos)\b/,
];

/** Beside any of these nobody has asked for it plainly. */
export const againstStart =
  /\b(?:dont|do not|never|no|not|cant|cannot|wont|if|unless|when|why|stop|nunca|jamas|tampoco|cuando)\b/;

/** The one confirming word that carriers also take for opting in again. */
export const carrierYes = "yes";

/** Each says that the customer will come, and leaves no doubt which visit at which time is meant. */
export const strongConfirmWords: readonly string[] = lines([
  "confirm|confirmed|confirming|i confirm|i am confirming|im confirming|consider it confirmed|confirm me",
  "i would like to confirm|id like to confirm|i want to confirm|this is to confirm|just confirming|to confirm",
  "i will be there|ill be there|will be there|be there|we will be there|well be there|i shall be there",
  "ill be in|i will be in|i can be there|he will be there|she will be there|hell be there|shell be there",
  "they will be there|planning to be there|i plan to be there|i plan on it|ill be seeing you|i am still coming",
  "see you then|see you there|see you|see ya|see u|see u then|cu then|cu|c u|c u then|c ya|cya|ill see you then|ill see you",
  "i will see you|will see you then|will see you|will see you there|planning on coming|i plan on coming|planning on it|this is confirmed|its confirmed|looking forward|looking forward to it|look forward to it|looking forward to seeing you",
  "cant wait|wouldnt miss it|wont miss it|i will come|ill come|im coming|i am coming|were coming|we are coming",
  "im still coming|still coming|i can make it|we can make it|can make it|ill make it|i will make it|we will make it",
  "ill attend|i will attend|attending|i will be attending|ill be attending|count me in|im in|count us in",
  "keep it|keep my appointment|keep the appointment|keep my spot|keep my time|still good|still on|were on|we are on|we are still on|were still on|im still on",
  "ill arrive|i will arrive|well arrive|we will arrive|arriving|llego|llegare|llegamos|llegaremos|estare|estaremos",
  "its in my calendar|its on my calendar|on my calendar|on the calendar|in the calendar",
  "confirmo|confirmar|confirmado|confirmada|lo confirmo|la confirmo|confirmamos|confirmo mi cita|confirmo la cita",
  "confirmo asistencia|confirmo mi asistencia|quiero confirmar|queremos confirmar|confirmo que voy|confirmo que ire",
  "ahi estare|alli estare|alla estare|ahi estaremos|alli estaremos|estare ahi|estare alli|estaremos ahi|ahi voy a estar",
  "alli voy a estar|voy a estar ahi|voy a ir|voy a asistir|asistire|si asistire|ire|si ire|iremos|si voy|voy|vamos a ir",
  "ahi nos vemos|alla nos vemos|nos vemos|alli nos vemos|cuente conmigo|cuenten conmigo|sin falta|estare puntual",
  "si puedo ir|puedo ir|si puedo|si podemos|si podre ir|podre ir|ahi estara|ahi estamos|si voy a ir|si voy a asistir|alli estara|mantengan mi cita",
]);

/** Enough as an answer to "Reply C to confirm", not enough beside another time. */
const weakConfirmWords: readonly string[] = lines([
  `c|${carrierYes}|yep|yeah|yup|ya|yah|yea|yess|yessir|yes sir|yes maam|ok|okay|okey|k|kk|oki|okie|okie dokie|okey dokey`,
  "sure|sure thing|for sure|of course|absolutely|definitely|certainly|correct|affirmative|roger|roger that|10 4",
  "sounds good|sounds great|sounds perfect|works for me|that works|this works|that works for me|works|works great",
  "all good|good to go|all set|will do|got it|perfect|you bet|you got it|copy|copy that|understood|agreed|its a date|good|thats good|that time is good|yas|okay dokie|got the message|got your message|got the reminder|got the text|i will|we will|i do|fine|i agree",
  "thats fine|that is fine|thats good|that is correct|thats correct|thats right|im good with that|were good",
  "👍|👌|✅|✔|☑|🆗|💯",
  "si|sip|sii|claro|claro que si|por supuesto|desde luego|vale|dale|esta bien|esta bueno|muy bien|de acuerdo|correcto",
  "perfecto|entendido|listo|lista|sale|orale|enterado|enterada|con gusto|asi es|afirmativo|seguro|bueno|me parece bien",
]);

export const confirmWords: readonly string[] = [...strongConfirmWords, ...weakConfirmWords];

const days =
  "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|lunes|martes|miercoles|jueves|viernes|sabado|domingo";

/** Politeness, and what visit it is, in words that change nothing. Negations and "but" are never here. */
export const confirmFillers: readonly string[] = lines([
  "please|pls|plz|thanks|thank you|thank u|thankyou|thx|thnx|tks|ty|tysm|thank you so much|thanks so much|thanks a lot",
  "thank you very much|thanks again|thank you again|many thanks|much appreciated|i appreciate it|appreciate it",
  "hi|hello|hey|hi there|hello there|good morning|good afternoon|good evening|morning|afternoon|have a good day",
  "have a great day|have a nice day|have a nice weekend|have a good one|have a great weekend|bright and early|on time|early|temprano|sharp|on the dot|en punto|great|awesome|nice|cool|wonderful|excellent|lovely|no problem|no worries|not a problem",
  "dont cancel|please dont cancel|do not cancel|no need to cancel|dont worry|and|i|we|all|guys|everyone|team|my friend",
  "for the reminder|for reminding me|for the heads up|for letting me know|for checking|for the text|as scheduled|as planned",
  "my|the|our|that|this|his|her|appointment|appointments|visit|booking|reservation|session|time|date|slot|on|for|to|at",
  "tomorrow|today|tonight|next week|this week|in the|then|there|soon|both|everything",
  "por favor|porfa|gracias|muchas gracias|mil gracias|hola|buenos dias|buen dia|buenas tardes|buenas noches|buenas|saludos",
  "que tenga buen dia|gracias por recordarme|gracias por el recordatorio|por recordarme|por el recordatorio|por avisar",
  "no hay problema|sin problema|no se preocupe|no cancelen|no la cancelen|no cancele|muy amable|bendiciones|dios mediante",
  "mi|la|el|nuestra|cita|citas|visita|consulta|turno|manana|hoy|pasado manana|para|en|yo|a la|de|del|al|entonces|alla|senor|senora|senorita|sir|maam|dr|doctor|doctora|y|puntual|am|are|still|both appointments|also|just|oh|ah",
  days,
  "🙏|😊|🙂|😀|😃|😄|😁|🥰|❤|🎉|👋|😉|🤗|☺|🙌|🤝|💪|😎|🦷|💙|🌞|🫡|✨|💕",
]);

/** Ten minutes before the time is no other time. */
export const inGoodTime =
  /(?<![^ ])(?:(?:(?:a|about) )*(?:(?:few|couple(?: of)?|\d{1,2}|five|ten|fifteen|twenty) (?:minutes?|mins?)|little|bit|little bit) (?:early|before(?:hand)?|ahead(?: of time)?)|(?:(?:unos|como|con) )*(?:\d{1,2}|pocos|cinco|diez|quince|veinte) (?:minutos|minutitos|mins?) (?:antes|de anticipacion|temprano)|un (?:poco|poquito|ratito) (?:antes|temprano))(?![^ ])/g;

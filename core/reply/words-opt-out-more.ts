/**
 * More ways to withdraw, by what they speak of: permission, another way to be reached, a number that is somebody
 * else's. Plain spelling as in the other lists; those marked as raw are held against the text as it was typed.
 */
const texts =
  "(?:texts?|txts?|texting|txting|text messages?|messages?|messaging|msgs?|sms|reminders|notifications|alerts|subscriptions?)";
const textVerb = "(?:text|txt|message|msg|contact|sms|spam)";
const no = "(?:dont|do not|never|please not|no longer)";
/** A call and a text refused in one breath. */
const besides = "(?:(?:ever|you|please|even|call|phone|email|e ?mail|bother|disturb|or|and|nor) )*";
const whom =
  "(?:me|us|him|her|here|this (?:number|line|phone|cell|mobile)|my (?:\\w+)|anymore|again|any more)";

/** "These", with nothing behind it that they could be: charges, appointments and forms are named. */
const these =
  "(?:these|those|them|estos|esos)(?: (?:anymore|any more|any longer|again|at all|either|please|pls|plz|thanks|thank you|ty|from (?:you|u|yall)|here|on my (?:phone|cell)|sent|to (?:me|us|my (?:phone|cell|number)|this (?:number|phone))|coming|now|nunca|mas|ya|por favor|porfa|gracias))*$";
const wanted = "(?:want|wish|need|like|care|appreciate|wanted|asked|interested)";
const allowed = "(?:ok|okay|welcome|wanted|allowed|fine|acceptable|cool|appreciated|permitted)";

export const moreOptOutPhrases: readonly RegExp[] = [
  // "These" and nothing else are the texts, and what is received is one.
  new RegExp(
    `\\b(?:no longer|dont|do not|never|not) ${wanted} (?:(?:to|for|in|any|all|more|of|be|keep|get|getting|receive|receiving|see|seeing) )*${these}`,
  ),
  new RegExp(
    `\\b(?:no longer|dont|do not|not|never) ${wanted} (?:(?:to|in|be|keep) )*(?:get|getting|receive|receiving) (?:this|it)(?: (?:anymore|any more|again|please|thanks))*$`,
  ),
  new RegExp(
    `\\b(?:want|wish|wishing|like|prefer|request|ask|rather|asking)(?: to)? (?:no longer|not|never|stop|quit)(?: to)? (?:(?:be|keep) )*(?:get|getting|receive|receiving|see|seeing|have|want) (?:(?:any|more|of|your|all|such) )*(?:${these}|this$|anything$|(?:these |those )?${texts}\\b)`,
  ),
  new RegExp(
    `\\b(?:tired|sick|done|fed up|enough) (?:of|with) ${these}|\\b(?:end|discontinue|cease|quit) ${these}`,
  ),
  new RegExp(
    `\\b(?:done|finished|through|sick|tired|fed up|over)(?: of| with)? (?:getting|receiving|seeing|reading) (?:(?:any|all|more|of|your|so|many) )*(?:${these}|this$|(?:these |those )?${texts}\\b)`,
  ),
  new RegExp(
    `\\b(?:cut it out|knock it off|lay off|ease up|stop it) (?:with|on) (?:\\w+ ){0,2}${texts}\\b`,
  ),
  new RegExp(
    `\\b(?:cant|cannot|can not) afford (?:\\w+ ){0,2}${texts}\\b|\\b${texts} (?:they )?(?:are )?cost(?:s|ing)? (?:me|us)\\b`,
  ),
  new RegExp(`(?<!\\b(?:why|i|we) )\\b${no} send (?:(?:me|us|any|more|of) )*${these}`),
  new RegExp(
    `\\b(?:texting|txting|messaging|contacting)(?: (?:me|us|this (?:number|phone)))? (?:(?:is|are) not|isnt|aint) ${allowed}\\b|\\b${texts} (?:isnt|arent|aint) ${allowed}\\b`,
  ),
  new RegExp(
    `\\b(?:is not|isnt|its not|aint|not) ${allowed} (?:(?:for you|that you|you) )?(?:to )?${textVerb}(?:ing)? (?:me|us)\\b(?! (?:the|my|your|an?)\\b)`,
  ),
  /\byou (?:cant|cannot|can not|shouldnt|are not to|better not) (?:text|txt|message|msg|spam) (?:me|us|this)\b(?! (?:the|my|your|an?)\b)/,
  /\b(?:ill|i will|going to|gonna|have to) block (?:you|u|this|the) ?(?:number)?$|^block this(?: number)?$/,
  /^(?:(?:remove|delete|erase) (?:the )?(?:number|phone number)|take off (?:my|this) (?:number|phone|name))$|\bmy number (?:should|must|needs to) be (?:removed|deleted|taken off)\b/,
  /\b(?:take|get|remove) me (?:out|off) of (?:this|these|here|it)(?: (?:list|thing|thread))?$|\bquit it with the \w+$/,
  /\b(?:remove|delete|erase) my (?:phone|cell|mobile|telephone) number\b|\b(?:take|drop|get) my (?:phone|cell|mobile|telephone) number (?:off|from|out)\b(?! (?:of )?(?:the |your )?(?:wait|schedule|calendar|appointment))/,
  /\b(?:dont|do not|never|not) authoriz\w+ (?:(?:any|these|this|you|to|for|further|your) )*(?:texts?|messages|sms|contact|these$|this$)/,
  // Refusing, whatever stands behind it or nothing at all.
  new RegExp(`(?<!\\b(?:why|i|we) )\\b${no} ${besides}${textVerb}(?: ${whom}\\b|$)`),
  /(?<!\b(?:why|i|we) )\b(?:dont|do not) send$/,
  new RegExp(`\\b(?:may|should|shall|must|can) not ${textVerb} (?:me|us|this)\\b`),
  new RegExp(
    `\\b(?:if|rather|prefer|wish) (?:that )?(?:you|u|yall) (?:not|didnt|did not|dont|do not|would not|wouldnt|stopped|would stop|could stop|quit) (?:${textVerb}|send)`,
  ),
  /\brefrain from (?:text|txt|messag|contact|send|call)\w*/,
  /\b(?:dont|do not) (?:disturb|bug|pester|harass|annoy)(?: (?:me|us)\b|$)/,
  /\b(?:cease|stop|end|no more|no further|no) (?:all |any |further |your )*(?:contact|communications?|correspondence|outreach)$/,
  new RegExp(`^no (?:further|additional|other) ${texts}\\b`),
  new RegExp(
    `(?<!\\b(?:got|get|gets|getting|receive|received|receiving|see|saw|have|had|is|was|are|were|been) )\\bno (?:more |further )?${texts}$`,
  ),
  new RegExp(`\\b(?:done|finished|enough|had it|over it) (?:with|of) (?:\\w+ ){0,2}${texts}\\b`),
  new RegExp(`\\bhate (?:\\w+ ){0,2}${texts}\\b|\\b${texts} no more$`),
  /\b(?:i )?want out(?: of (?:this|these|it))?$|\bun ?subscri\w*/,
  /\bturn (?:these|this|those|them|it|that) off\b/,
  /\b(?:stop|cancel|end|no more|turn off|disable) (?:(?:all|the|my|these|your|those) )*(?:appointments?|visit|subscription)? ?(?:reminders?|text messages|texts|alerts|notifications|subscriptions?)\b/,
  /^(?:(?:get|take|put) )?(?:me )?off (?:of )?(?:the|your|this|that) (?!wait)(?:\w+ )?list\b/,
  /\b(?:dont|do not|stop|quit|never) (?:use|using|call|calling) this (?:number|phone|line)\b/,
  /^(?:reply|text|send) stop(?: to (?:opt out|unsubscribe|end|quit))?$/,
  // No need, no interest, too many of them.
  /\b(?:dont|do not|never|please not|stop) (?:ever )?send(?:ing)? (?:me |us )?(?:(?:any|more|your|all|this) )*(?:stuff|things|crap|shit|garbage|junk|nonsense)\b/,
  new RegExp(
    `\\b(?:no|dont|do not|not) (?:any )?(?:need|reason) (?:(?:for|to|of|you|keep|be|continue|get|have|send|sending|receive|me|us) )*(?:${textVerb}(?:ing)? (?:me|us)\\b(?! (?:the|my|your|an?|back)\\b)|${these}|(?:(?:these|those|any|more|such|your) )*${texts}$)`,
  ),
  /\bnot (?:at all |really )?interested in (?:your|any|ur|getting|receiving)\b/,
  new RegExp(`\\bnot wanting (?:\\w+ ){0,2}(?:${these}|${texts}\\b)`),
  new RegExp(`\\b${texts} not ${allowed}\\b`),
  new RegExp(
    `(?<!\\b(?:sorry|have|had|got|get|for) (?:\\w+ ){0,2})\\b(?:too|so|way too) many ${texts}\\b|\\byou (?:guys )?${textVerb} (?:me |us )?(?:way )?(?:too|so) (?:much|often|many)\\b`,
  ),
  /\b(?:want|like|be|get|(?:do|can) i get) off (?:of )?(?:your|this|ur|that) (?!wait)(?:\w+ )?list\b|\bhow (?:do|can) i get off the (?!wait)(?:\w+ )?list\b/,
  new RegExp(`\\b(?:stop|quit) (?:getting|receiving|seeing) (?:(?:any|all|of) )*${these}`),
  /\b(?:delete|remove|erase) (?:all )?(?:of )?my (?:info|information|data|details|contact)$/,
  /\bif (?:you|u) (?:ever )?(?:text|message|contact|send)\b.* (?:sue|lawyer|attorney|report you|block you|fcc|legal)\b|\b(?:sue|suing|report|reporting) (?:you|u|yall)\b/,
  /\b(?:work|business|office|shared|company) (?:phone|line|number|cell)\b.*\b(?:dont|do not) (?:use(?: it| this)?$|(?:text|message|contact)\b)/,
  new RegExp(
    `\\b(?:these|your|the|all these) ${texts} (?:are|is) (?:(?:getting|so|too|really|very) )*(?:old|annoying|ridiculous|much|out of hand|spam|harassment)\\b|\\bno (?:thanks|thank you) to (?:\\w+ ){0,2}${texts}\\b|\\bi (?:dont|do not) (?:do|like|accept) ${texts}\\b`,
  ),
  /\b(?:remove|delete|take|drop|erase) this (?:cell|phone|mobile|line|contact)\b.* (?:from|off|out)\b|\b(?:take|remove|get|delete) me (?:out of|from|off) (?:of )?your contacts\b/,
  /\bdo not (?:(?:call|text|contact|or|and) )+list\b/,
  // Permission: none given, none left.
  new RegExp(
    `(?<!\\b(?:im|i am|were|we are) )\\b(?:no|not|dont|do not|never|didnt|did not|without|nobody|who) (?:\\w+ ){0,4}(?:permission|consent|authorization|authorized|allowed|right) (?:to|for) (?:${textVerb}|send|this|these)\\b`,
  ),
  /\b(?:consent|permission) (?:is |has been |hereby )*(?:revoked|withdrawn|denied|removed)\b/,
  new RegExp(
    `\\b(?:didnt|did not|never|dont remember|dont recall) (?:sign(?:ed|ing)? (?:me )?up|subscrib(?:ed?|ing)|opt(?:ed|ing)? in|agreed?|agreeing|ask(?:ed)?|consent(?:ed)?)(?: (?:for|to))? (?:any of )?(?:(?:get|getting|receive|receiving|be|these|this|your|such|those|text) )*(?:this|these|that|texted|${texts})\\b`,
  ),
  // Another way to be reached instead.
  /\b(?:email|e mail|call|phone|ring|mail|reach) (?:\w+ ){0,3}(?:instead of|rather than|not) (?:by |via |a )*(?:text|txt|sms|messag)\w*/,
  /\b(?:not|instead of) (?:by |via )?(?:texts?|text messages?|texting|sms)$/,
  /\b(?:by|via|through|use) (?:email|e mail|phone|mail) only\b|\b(?:email|e mail) only\b|\bonly (?:by|via|through) (?:email|e mail|phone|mail)\b/,
  // That it should end, said of the texts or of all this.
  new RegExp(
    `\\b(?:make|want|need|get|like|have) (?:these|this|those|them|it|all (?:of )?(?:this|these)|(?:the|your|all) ${texts}) (?:to )?(?:please )?stop\\b(?! by\\b)`,
  ),
  /\b(?:asked|told|telling|asking|begged) (?:(?!me |us )\w+ ){0,4}to stop\b(?! (?:taking|eating|drinking|smoking|using|wearing|by)\b)/,
  new RegExp(
    `\\b${texts} (?:are|is) (?:not (?:ok|okay|welcome|wanted|allowed|fine|acceptable)|unwanted|unwelcome)\\b`,
  ),
  new RegExp(`\\b${texts}\\b.*\\b(?:please|pls|so) dont$`),
  /\bnever gave (?:you|u|yall|them|anyone|this) (?:my|this) (?:number|phone|cell)\b|\bnumber\b.*\b(?:delete|remove|erase|lose) it$/,
  /(?<!\b(?:cant|cannot|dont|wont|not|never) )\bstop (?:these|those|them|all (?:of )?(?:this|these|that))$/,
  // The same in Spanish.
  new RegExp(
    `\\bno (?:los |las )?(?:quiero|queremos|deseo|necesito|me interesan|estoy interesad[oa] en)(?: (?:recibir|recibirlos|mas|de|nada de|ninguno de|todos))* ${these}`,
  ),
  /\bno (?:los|las) (?:quiero|deseo|queremos)(?: (?:mas|recibir|ya|por favor|gracias))*$|\bno quiero recibirl[oa]s\b/,
  /\b(?:prefiero|preferiria|quisiera|me gustaria|quiero|deseo|agradeceria) (?:ya )?no (?:recibir|seguir recibiendo|tener)(?: (?:mas|nada|estos|esos|los|sus|tantos|de|ningun))*(?: (?:mensajes?|textos?|recordatorios|avisos|sms))?$/,
  /\bno (?:me (?:gusta|agrada|parece(?: bien)?)|esta bien|es correcto|se vale|quiero|queremos|deseo) que (?:me|nos) (?:sigan? |esten? |vuelvan? a )?(?:escrib|mand|envi|texte|lleg|moles|contact)\w*/,
  /\bno (?:me|nos) (?:lleguen?|llegue) (?:mas )?(?:mensajes|textos|recordatorios|avisos|estos|nada|sms)\b/,
  /\b(?:paren?|parenle|basta) (?:ya )?(?:con|de) (?:\w+ )?(?:mensajes?|mensajitos|textos|recordatorios|avisos|sms|estos$)|^parenle$/,
  /\b(?:dejen?me|dejennos) de (?:mand|envi|escrib|molest|texte)\w*|\bno (?:me )?(?:envien|manden|sigan (?:con|mandando|enviando)) (?:estos?|esos?)$/,
  /^no (?:mas )?(?:textos?|mensajes?|sms)\b|\bno (?:mas )?(?:textos?|mensajes?|sms)$/,
  /\b(?:quitar|sacar|borrar|eliminar|remover)(?:me|nos)? de (?:la|su|esta|tu|esa) lista\b(?! de espera)/,
  /\b(?:dejo|dejamos|dejar) de recibir\b|\bcancel(?:o|amos|arlos) (?:los|estos|sus|mis) (?:mensajes|textos|recordatorios|avisos)\b/,
  /\bno (?:me|nos) interesan? (?:recibir|los|sus|estos|nada)\b/,
  /\bsolo (?:por )?(?:correo|email)\b/,
  /\bno (?:(?:me|nos|le|les) )?(?:mande[ns]?|envie[ns]?|escriba[ns]?|contacte[ns]?|textee[ns]?)(?: (?:mas|nada|ningun\w*)\b|$)/,
  /\bno (?:me |nos )?(?:llame[ns]?|hable[ns]?|marque[ns]?) (?:ni|o|y) (?:me |nos )?(?:escriba|mande|textee|envie|contacte)\w*/,
  /\bno (?:(?:me|nos) )?text(?:ee|ie|e)[ns]?\b|\bno (?:textear|mandar|enviar|escribir|contactar|molestar)(?:me|nos)?(?: (?:mas|nada|nunca|mensajes|textos|recordatorios)\b|$)|\bcobran (?:\w+ ){0,3}(?:mensajes?|textos?)\b|\bdeje[ns]? de (?:chingar|joder|fregar|fastidiar)\b/,
  /\bno (?:(?:me|nos|le|les) )?(?:mande[ns]?|envie[ns]?) (?:(?:mas|los|estos|esos|tantos|sus) )*(?:mensajes?|textos?|sms|recordatorios?|avisos?|notificaciones)\b/,
  /(?<!\b(?:perdon|disculpe|disculpen) (?:por )?)\b(?:demasiados|tantos) (?:mensajes|textos|recordatorios|avisos)\b|\bno quiero nada (?:de|con) (?:ustedes|uds|usted|ud)\b/,
  /\bno (?:me|nos) (?:hable[ns]?|busque[ns]?|llame[ns]?) (?:nunca )?mas\b/,
  /\bno (?:usen?|utilicen?|llamen?|marquen?|escriban?) (?:mas |nunca )*(?:a )?este (?:numero|telefono|celular)\b/,
  /\b(?:nunca|no|jamas) (?:les? |te |yo )?(?:di|dimos|doy|he dado|hemos dado) (?:mi |el |ningun )?(?:permiso|consentimiento|autorizacion)\b/,
  /\b(?:nunca|no) (?:me )?(?:suscribi|registre|autorice|apunte|inscribi)\b/,
  /\b(?:prefiero|preferiria|mejor|agradeceria|pido|solicito) que (?:ya )?no (?:me|nos) (?:escriba|mande|envie|contacte|moleste|textee)\w*/,
  /\b(?:llam|correo|email)\w* (?:\w+ ){0,3}en (?:vez|lugar) de (?:los |un )?(?:mensaj|texto|escrib|texte|sms)\w*/,
];

/** Held against the text as it was typed: "#" is a word here, and a name is known by its capital. */
export const wrongNumberTyped =
  /\b[Ww](?:rong|RONG)\s*(?:#|№|[Nn][orOR]\.?$)|(?:^|[.,!] ?)(?:[Ss]orry,? )?(?:I['’]?m|I am) not \p{Lu}\p{Ll}+[.!]?$|\b[Tt]ext\w* the wrong \p{Lu}\p{Ll}+|(?:^|[.,!] ?)(?:[Yy]o )?[Nn]o soy \p{Lu}\p{Ll}+[.!]?$/u;

export const wrongNumberMore =
  /\b(?:text|txt|message|msg|contact) (?:my|his|her|our) (?:wife|husband|spouse|partner|mom|mother|dad|father|son|daughter|sister|brother|parents?|caregiver|assistant|girlfriend|boyfriend|roommate)(?: \w+)? (?:instead|not me)\b|\b(?:person|patient|customer|client|recipient)\b.* deceased\b|(?<!\b(?:i|we|you|(?:dr|doctor|doctora|dentist|nurse|hygienist|therapist)(?: \w+)?) )(?:no longer|doesnt|does not) (?:lives?|works?) here\b|\bya no vive aqui\b|\bnumero (?:incorrecto|erroneo|errado)\b|\bwrong (?:num|nbr|cell|mobile|line|contact|recipient|house|one called)\b|\b(?:this|that) (?:isnt|is not|is no longer|aint) (?!the |a |your |right )(?:\w+ ){1,2}(?:phone|number|cell|mobile)\b|\b(?:nobody|no one|nadie) (?:here )?(?:by that name|with that name|named|called|se llama|con ese nombre)\b|\b(?:no longer|doesnt|does not) (?:has|have|use|uses|own|owns) this (?:number|phone|cell)\b|\bno es (?:mi|el|su) (?:numero|telefono|celular)\b(?! (?:de|del) (?:la |el )?(?:clinica|consultorio|doctor\w*|oficina|hospital))|\beste (?:numero|telefono|celular) (?:ya )?no es (?:de|mio|suyo)\b|\b(?:this|the) (?:number|phone|cell) (?:now )?belongs to (?:someone|somebody|another|a different)\b|\b(?:changed|has a new|got a new|have a new) (?:his|her|their) (?:number|phone)\b|\b(?:his|her|their) number (?:has )?changed\b|\bthere(?: i)?s no (?!one\b|time|parking|way|need|reason|room|space|bathroom|restroom|elevator|wifi|water|answer|receptionist|doctor|nurse|appointment|visit|sign|signal|service|staff|change|rush|problem|hurry)\w+ (?:here|at this (?:number|phone))\b|\baqui no vive\b|\bno (?:conozco|soy) (?:a )?(?:esa persona|ese senor|esa senora)\b/;

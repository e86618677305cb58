/**
 * How people ask for another time, or give the visit up, as data: plain spelling, lower case, no accents.
 *
 * Giving up is recognised narrowly, and never from a word alone: "cancel" counts only with what is to be
 * cancelled, or with whose wish it is. What is negated, conditional or told of the past counts for nothing,
 * and goes on to the next stage.
 */
const day =
  "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|fri|sat|tomorrow|today|next week|next month|weekend|(?:the |this )?(?:mornings?|afternoons?|evenings?)|the week after|the day after|the following (?:week|day))";
const clock = "(?:\\d{1,2}(?: \\d{2})? ?(?:am|pm)|\\d{1,2} \\d{2}|noon)";
const when = `(?:${day}|${clock}|\\d{1,2}(?!\\d| min| people| day))`;
const dia =
  "(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|manana|hoy|pasado manana|otro dia|(?:la )?(?:proxima|otra|siguiente) semana|(?:el )?(?:proximo|otro|siguiente) mes|fin de semana|(?:en |por )?la (?:tarde|noche|manana)|tarde)";
const cuando = `(?:el |para el |a )?(?:${dia}|a las? \\d{1,2}|las? \\d{1,2}|\\d{1,2}(?: \\d{2})? ?(?:am|pm))`;
const visit =
  "(?:appointments?|visit|booking|reservation|slot|session|consultation|check ?up|procedure|cleaning)";
const whose =
  "(?:(?:my|the|our|this|that|his|her|your|an|tomorrows|todays|upcoming|scheduled|next|\\w+day|\\w+days|\\d+|am|pm|morning|afternoon|sons|daughters|kids|moms|dads|wifes|husbands|mothers|fathers|dental|doctors?) )*";
const cita = "(?:cita|visita|reserva|reservacion|turno|consulta|hora|sesion)";

export const reschedulePatterns: readonly RegExp[] = [
  /^(?:2|r|r please)$/,
  /\bre ?(?:schedul|sched|book(?!let))\w*|\bpostpon\w*|\brain ?check\b/,
  new RegExp(`\\b(?:change|move|switch|push|bump|swap|shift|adjust|bring) ${whose}${visit}\\b`),
  new RegExp(`\\b(?:move|push|bump|switch|change|swap|shift) (?:it|me|us|mine|that|this)\\b`),
  /\b(?:change|move|switch) (?:my |the |our )?(?:time|date|day)\b/,
  /\b(?:can|could|may) (?:i|we|you|u) (?:please |just |possibly )?(?:change|swap|shift|move|switch|push)\b(?! (?:my |the |to )?(?:\w+ )?(?:number|phone|name|insurance|address|clothes|doctors?|email|car))/,
  /\b(?:another|different|other|better|new|alternative|alternate) (?:time|day|date|slot|days|times|dates|week|appointment)\b/,
  /\b(?:later|earlier|sooner) (?:time|in the|that|this|date|day|slot|appointment|on|than|if|instead|please|today|tomorrow)\b|\b(?:come|be seen|get in|anything|something|make it|do it) (?:any |a bit |a little )?(?:earlier|later|sooner)\b/,
  new RegExp(
    `\\b(?:can|could|may|should|shall) (?:we|i|you|u|it|they) (?:please |possibly |maybe |just )?(?:do|make it|come|come in|have|get|go|schedule|book|be|fit me in|see me|squeeze me in|get me in|do it|come by)(?: (?:it|in|on|at|around|for|sometime|me|us|after|before|the|a|an|appointment|to|by|instead))* (?:${when}|later|earlier|sooner)`,
  ),
  new RegExp(
    `\\b(?:how about|what about|hows|lets do|lets make it|let us do|(?<!(?:cant|cannot|to|not|wont|gonna|can|will|ill|well|i|we|couldnt|never) )make it) (?:on |at |for )?${when}`,
  ),
  new RegExp(
    `\\binstead(?: of)?\\b|\\b${when}(?: \\w+){0,2} (?:instead|works? better|is better|would be better|would work better|would be best|is best)`,
  ),
  new RegExp(
    `\\b(?:id |would |i )?(?:prefer|rather (?:do|come|have|have it)) (?:on |at |for |to come (?:on |at )?)?${when}`,
  ),
  new RegExp(
    `\\b(?:is ${when} (?:available|open|free|ok|okay|possible|good)|(?:are there|is there|any|anything|do you have|have) (?:(?:there|any|an|anything|something|openings?|availability|slots?|spots?|appointments?|times?) )*(?:available |open |free )?(?:on |at |for |around |in |after |before |the )*${when})`,
  ),
  /\b(?:openings?|availability|available (?:times?|slots?|appointments?)|slots? (?:open|available)|next available|what (?:else )?(?:do you have|is available|times)|what other|anything (?:else |available|open|sooner|earlier|later))\b/,
  new RegExp(
    `\\b(?:i|we)(?: am|m| are|re)? (?:can only|only|could only|free|available|could do|can do) (?:make it |come |come in |do |be there |free |available |only )*(?:on |at |after |before |around |from |until |in the )+${when}`,
  ),
  new RegExp(
    `\\b(?:cant|cannot|can not|wont|not|unable to|couldnt) (?:be )?(?:able to )?(?:do|make|make it|come|be there|come in|making it) (?:at |until |till |by (?!my|our|her|him|car|bus|train|foot|plane)|before |that (?:time|early|late|day)|so early|this early|${clock}|\\d{1,2}$)`,
  ),
  /\b(?:cant|cannot|can not) do (?:it|that|this|tomorrow|today|\w+day|mornings?|afternoons?)\b|\b(?:time|day|date|that|it|\w+day) (?:doesnt|does not|wont|will not|didnt|isnt going to) work\b|\bdoesnt work for me\b/,
  new RegExp(`\\b(?:any chance|any way|possible|a chance|possibility|hoping)\\b.* ${when}`),
  new RegExp(
    `\\b(?:give|book|schedule|put|fit|squeeze|get) me (?:in |down )?(?:for |on |at )?${when}`,
  ),
  new RegExp(
    `\\b(?:i|we) (?:can|could) (?:be there|come|come in|make it|be in) (?:at|after|around|by) ${when} (?:not|but not|only)`,
  ),
  /\b(?:la|lo) (?:pueden|puede|podrian|podria|podemos) (?:mover|cambiar|pasar|adelantar|atrasar|recorrer)/,
  new RegExp(`\\bbut (?:\\w+ ){0,4}${when}`),
  /\bput (?:me|it|this) off\b|\bpush (?:back|it back)\b|\bfind (?:me )?a(?:nother)? (?:new )?time\b/,
  /\b(?:re ?program|re ?agend|pospon|pospus|posponer|aplaz|posterg|re ?calendariz)\w*/,
  new RegExp(
    `\\b(?:cambi|muev|mov|adelant|atras|recorr|pas|corr)(?:ar|er|ir|e|en|a|an|o|amos)?(?:me|la|lo|mela|melo)? (?:(?:de|mi|la|el|nuestra|esta|su|para|a) )*(?:${cita}|dia|fecha|horario|otro|otra|${dia}|\\d{1,2}\\b)`,
  ),
  /\b(?:cambiarla|cambiarlo|moverla|moverlo|adelantarla|atrasarla|posponerla|cambiela|muevala|muevanla|cambienla)\b/,
  /\botr[oa]s? (?:dia|hora|horario|fecha|cita|momento|semana)\b|\bnueva (?:fecha|hora)\b|\bmas (?:temprano|tardecito)\b|\bmas tarde (?:ese|el|en|por favor|si|que|de lo)/,
  new RegExp(
    `(?<!\\bno )\\b(?:puede|podria|podriamos|puedo|podemos|se puede|pueden|podrian) (?:ser|ir|venir|hacer(?:lo|la)?|pasar|llegar|llegar|tener|darme|dar|ponerme|atenderme|verme|cambiar\\w*)?(?: (?:cita|una|mejor|mas|me))* ?${cuando}`,
  ),
  new RegExp(
    `\\b(?:mejor|prefiero|preferiria|me queda mejor|me conviene mas|seria mejor) ${cuando}|\\b(?:en vez|en lugar) del?\\b|\\bque tal ${cuando}`,
  ),
  new RegExp(
    `\\b(?:tienen?|hay|tendra|tendran) (?:(?:algo|espacio|lugar|disponibilidad|disponible|cita|citas|horario|horarios|cupo|campo|libre|otro|otra|para|en|por) ?)*${cuando}`,
  ),
  /\b(?:disponibilidad|disponible)\b(?! de estacionamiento)|\b(?:que|cuales) (?:dias|horarios|fechas) (?:tiene|hay)/,
  new RegExp(
    `\\bno (?:puedo|podre|podria|podemos|voy a poder)(?: (?:ir|llegar|asistir|venir))? (?:a esa hora|ese dia|a las|en ese horario|tan temprano|tan tarde|antes|hasta)`,
  ),
  /\b(?:esa hora|ese dia|ese horario|la hora) no (?:puedo|me sirve|me queda|me conviene|me funciona)\b|\bno me (?:queda|sirve|conviene|funciona)\b/,
];

/** "Instead" is said of how to be reached, too: no other time is wished by it. */
export const anotherWay =
  /\b(?:text|txt|message|msg|email|e mail|mail|call|contact|phone|mensajes?|textos?|correo|llam\w+|escrib\w+|mand\w+) (?:\w+ ){0,4}(?:(?:number|phone|cell|numero|celular) )?(?:instead|en (?:vez|lugar) de)\b/;

/** Not wished, or done already. */
export const negatedReschedule =
  /\b(?:dont|do not|didnt|did not|not|no need|never|without) (?:(?:want|need|have|going|wish|trying|asking|to|you) )*(?:reschedul|move|change|postpon|rebook|switch)|\b(?:cant|cannot) reschedul|\bno (?:quiero|necesito|deseo|hace falta|me) ?(?:cambi|reprogram|reagend|mov|posponer)|\balready (?:reschedul|rebook|moved|changed|switched)|\brescheduled (?:it |this )?(?:already|online)\b|\bya (?:la |lo )?(?:reprogram|reagend|cambie\b|movi\b)/;

export const cancelPatterns: readonly RegExp[] = [
  new RegExp(
    `\\bcancel(?:ing|ling|lation)? (?:of |for )?${whose}(?:${visit}|it|this|that|both|us|me)\\b`,
  ),
  /\b(?:need|want|wants|have|like|going|gotta|wish|must|trying|got|decided|hoping|ll have|forced) (?:to )?cancel(?= (?:please|pls|today|tomorrow|for|on|this|due|because|as|since|thanks|sorry|again|last|\w+day|now|i|my \w+ (?:is|are|broke|got|has|had|was|just)|something|no (?:ride|car|sitter|money))\b|$)/,
  new RegExp(
    `\\b(?:im|i am|were|we are|ill|i will|well be|she is|he is|shes|hes|ill be) cancel(?:l?ing)?(?! (?:my|our|the|his|her|a|an|all|some) (?!${when}))\\b`,
  ),
  /\b(?:can you|could you|can u|would you|will you|id like to|i would like to|i want to|want to)(?: please| pls| just)* cancel$|\b(?:please|pls|plz|can you|could you|can u|would you|lets|just|ok|kindly|sorry) cancel (?:for|today|tomorrow|on|this|me|us|because|due|my|the|\w+day|at)\b/,
  /^cancel (?:for|today|tomorrow|on|this|at|because|due|\w+day|\d)/,
  new RegExp(`\\b(?:no longer|dont|do not) (?:need|want|require|wanna) ${whose}${visit}\\b`),
  new RegExp(
    `\\b(?:call|calling) (?:it )?off ?${whose}(?:${visit})?|\\b(?:delete|remove|drop|scratch|scrap|void|undo|withdraw) ${whose}${visit}\\b`,
  ),
  /\btake me off (?:of )?(?:the|your) (?:schedule|calendar|books?)\b/,
  /(?:^|(?<!\b(?:did|why|would) )\byou (?:can|may)|\b(?:please|pls|plz|just|can|could you|would you|can you|may|ill|i will|and|then|ok|sorry|ahead and|(?:free|want|like|need|have) to)) give (?:up )?(?:my|the) (?:slot|spot|place|time|appointment) (?:to|away)\b/,
  new RegExp(
    `\\b(?:have to|need to|going to|gonna|ill|will|must) (?:skip|miss) (?:${whose}${visit}|it|this|tomorrow|today|\\w+day)\\b`,
  ),
  /\b(?:something|emergency|conflict) came up\b.*\bcancel\b/,
  new RegExp(
    `\\b(?:cancel|anul)(?:ar|e|en|a|o|amos|emos|aria) (?:(?:por|favor|mi|la|el|su|esta|nuestra|de|proxima|porfa) )*${cita}\\b`,
  ),
  /\b(?:cancelarla|cancelarlo|cancelela|cancelala|cancelenla|cancelenmela|canceleme|cancelenme|cancelame|anularla|anulela)\b/,
  /\b(?:quiero|necesito|deseo|quisiera|tengo que|debo|voy a|vamos a|favor de|puede|pueden|podria|podrian|tendre que|prefiero|tuve que|queremos|hay que|quisieramos) (?:que )?(?:cancelar|cancelen?|anular)(?= (?:mi|la|por|para|el|porque|hoy|manana|gracias|esta)\b|$)/,
  /^(?:cancelar|cancela|cancele|cancelo|cancelen|cancelenla)(?: (?:por favor|porfa|porfavor|gracias|para manana|la de manana|manana|hoy))*$/,
  new RegExp(
    `\\bya no (?:necesito|quiero|queremos|ocupo|requiero) (?:la |mi |esa |esta )?${cita}\\b`,
  ),
  new RegExp(
    `\\b(?:borr|elimin|quit)(?:ar|en?|a) (?:mi|la|esta) ${cita}\\b|\\bde baja (?:mi|la) ${cita}\\b`,
  ),
];

/** Not to cancel: "please don't cancel", "don't give my spot away", "no la cancelen". */
export const negatedCancel = new RegExp(
  "\\b(?:dont|do not|didnt|did not|not|never|no need|cant|cannot|wont|without|wouldnt|shouldnt|havent|nobody|no one|rather not|refuse|no (?:plans?|intention|reason|wish)) " +
    "(?:(?:want|need|have|going|wish|trying|to|of|you|please|ever|mean|gonna|planning|on|be|let|make|anyone|anybody|them|they|just|ask|asked|say|said|tell|told|request|requested|agree|agreed) )*" +
    `(?:cancel|(?:give|delete|remove|drop|scratch|scrap|void|undo|withdraw) ${whose}(?:${visit}|it|spot|place|time)\\b|call(?:ing)? (?:it |${whose}(?:${visit} )?)off|take me off|skip|miss )` +
    "|\\bno (?:la |lo |me |se |le |les |nos |te |quiero |queremos |voy a |deseo |vayan? a |vas a |quisiera |hay que |es necesario |tengo que |necesito |pedi |pedimos |pienso |dije |que |deje[ns]? )*(?:cancel|anul|borr|elimin|quit|den? (?:mi|la)|des (?:mi|la)|dar (?:mi|la)|regal)",
);

/** Not giving up, although the words are near it: what if, did you, maybe, and what lies behind us. */
export const unsureChange = new RegExp(
  `\\b(?:${[
    "if|unless|in case|in the event|before (?:you|u|they|i|we)|might|may (?:have|need|not|be|miss|skip|cancel)",
    "maybe|perhaps|possibly|probably|likely|unlikely|chances are|(?:a|some|good|big|slight) chance|not sure|unsure|doubt",
    "thinking|thought|considering|wondering|whether|should i|happens|how late|how far|almost|when can|until when|last minute",
    "(?:was|were|been|got|get|had|has|did|does|already) (?:\\w+ ){0,3}(?:cancel\\w*|delet\\w*|remov\\w*|drop\\w*)",
    "(?:are|were) (?:you|u|they|yall) (?:\\w+ ){0,2}cancel\\w*|(?:why|who) (?:\\w+ ){0,3}cancel\\w*|canceled|cancelled",
    "por si|en caso|antes de|quizas?|quiza|tal vez|a lo mejor|talvez|no se si|no creo|capaz|pensaba|pense|creia|puede (?:ser )?que|es (?:posible|probable) que|probablemente|posiblemente|igual no|dudo",
    "ya (?:la |lo |habia |fue )?cancel\\w*|fue|habia|hasta cuando|que pasa|me cancel\\w+|cancelaron|cancelo mi|van a (?:\\w+ )?cancelar",
  ].join("|")})\\b`,
);

/** Something else is called off, often to be there; "the other day" is no such thing. */
export const cancelsElse =
  /\bcancel\w* (?:(?:all|any|both|of|my|our|the|that|those|these|his|her|their|some|a) )*(?:(?:other|others|another|different)(?! (?:day|time|date))|plans?|meetings?|trips?|travel|flights?|vacations?|dinner|lunch|shifts?|work|hotel|party)\b|\b(?:cancel|anul)\w* (?:(?:mi|mis|la|el|los|las|una?|todos|todas|esos|de) )*(?:otr[oa]s?(?! (?:dia|hora|fecha))|planes|viajes?|vuelos?|reunion(?:es)?|juntas?|compromisos?|vacaciones|trabajo)\b/;

/** About the rules of changing, not a wish to change: fees, ways, deadlines. */
export const asksOfRules =
  /\b(?:fee|fees|charge|charged|charges|policy|penalty|cost|costs|how (?:do|can|would|does|should)|how to|is it (?:free|too late)|am i able to|can i (?:still |just |also )?cancel|is there a|deadline|refund|how much notice|cargo|multa|cobran|cobro|cuesta|costo|politica|reembolso|como (?:puedo|se|hago|le hago|cancelo|cancelar|cambio)|puedo (?:todavia )?cancelar|penalizacion)\b/;

/** "I thought I couldn't come, but I can", "cancel that, I'll be there": both at once is neither. */
export const takenBack =
  /\bbut\b|\bpero\b|\bnever ?mind\b|\bolvidelo\b|\bjust kidding\b|\bjk\b|\b(?:ill|i will|i can|im|i am|well|we will|we can|we are) (?:still )?(?:be there|make it|come|coming)\b(?! (?:down|another|some|next|later|back)\b)/;

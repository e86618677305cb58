/**
 * "Can't come", as data: plain spelling, lower case, no accents.
 *
 * It gives a visit up only where what follows is known to leave it so: "can't come tomorrow", "can't come, I'm
 * sick". Whoever goes on in any other way ("alone", "before nine", "to the phone") may be telling of something
 * else, and a person reads it.
 */
export const absencePatterns: readonly RegExp[] = [
  /\b(?:cant|cannot|can not|wont|will not|not|unable to|not able to|couldnt|could not|never|isnt|arent|cnt|not to) (?:(?:be|able to|going to|gonna|planning on) )*(?:make it|making it|make (?:my|the|this|that|our|his|her|todays|tomorrows) (?:appointment|visit|session)|make (?:tomorrow|today|\w+day)|come in|coming in|come|coming|attend|attending|be there|be in|there (?:tomorrow|today)|keep (?:my|the|this|that|our) (?:appointment|visit|time|slot)|show up|get there|go)/,
  /\bno longer (?:able to |going to )?(?:make it|come|coming|attend|attending|be there)\b/,
  /\bno (?:voy a |vamos a |creo )?(?:poder |podre |podremos |puedo |podemos |podria |pude |alcanzo a |lograre |podra |va a poder )+(?:ir|asistir|llegar|acudir|venir|presentarme|ir a|estar|manana|hoy|hacerlo)\b/,
  /\bno (?:voy a|vamos a|va a) (?:ir|asistir|llegar|acudir|estar|venir)\b|\bno (?:ire|iremos|asistire|asistiremos|llegare|acudire|estare|asistira|ira)\b|\b(?:ya )?no voy(?: (?:manana|hoy|ese dia|el \w+))?$|\bno puedo (?:manana|hoy)\b/,
  /\b(?:me es|nos es|se me hace|sera|(?:me|nos) resulta) imposible (?:ir|asistir|llegar|acudir)\b|\bno llego (?:hoy|manana|a (?:la|mi) cita)\b|\bno (?:me sera posible|sera posible|es posible) (?:asistir|ir|acudir|llegar)\b/,
];

const visit =
  "(?:appointments?|visit|booking|reservation|slot|session|consultation|check ?up|procedure|cleaning|clinic|office)";
const cita = "(?:cita|visita|reserva|reservacion|turno|consulta|sesion)";

/** What may follow and change nothing: nothing, the visit and its day, an apology, a reason. */
export const stillAbsent: RegExp = new RegExp(
  `^(?:$|${[
    `(?:to|for|at) (?:(?:my|the|this|that|our|his|her|your|an|todays|tomorrows|upcoming|scheduled|\\w+day|\\d+|am|pm) )*(?:${visit}|today|tomorrow)`,
    "(?:on |this |for )?(?:today|tomorrow|tonight|this (?:week|morning|afternoon|time)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)",
    "in (?:today|tomorrow|this|for my|because|sorry)|at all|any ?more|after all|again|then|either|anyway|to(?:day|morrow)",
    "sorry|so sorry|im sorry|my apologies|apologies|please|pls|thanks?|thank you|unfortunately|ty|thx",
    "because|cause|cuz|bc|since|as|due|so please|im|i am|ive|i have|i got|i had|i was|were|we are|we have|he is|hes|she is|shes|something|family|emergency|my \\w+ (?:is|are|has|had|got|was|died|broke|passed)|my (?:car|boss)|have (?:to|a)|got (?:called|a)|sick|stuck|work|no (?:ride|car|sitter)|and (?:im|i am|need|want|have|would)|there is|theres",
    `(?:a|para|al|en) (?:(?:mi|la|el|nuestra|esta|esa|su|de) )*(?:${cita}|hoy|manana|clinica|consultorio|dia)`,
    "(?:el |este |esta )?(?:hoy|manana|ese dia|semana|lunes|martes|miercoles|jueves|viernes|sabado|domingo)|ya|mas",
    "por (?:favor|que|motivos|problemas|enfermedad|el trabajo|trabajo)|porque|pues|ya que|debido|lo siento|perdon|disculpe|disculpen|gracias|estoy|tengo|me (?:enferme|siento|salio|surgio)|se me|mi \\w+ (?:esta|se|tiene)|desgraciadamente|lamentablemente|lastima|trabajo|surgio",
  ].join("|")})(?![^ ])`,
);

/** What is told of somebody who only comes along, or of another day, gives nothing up. */
export const notTheVisit =
  /\b(?:just|only) (?:me|for|the)\b|\b(?:last (?:time|week|visit|month|year)|yesterday|ayer|la (?:ultima vez|vez pasada))\b|\b(?:nomas|solo|nada mas) (?:voy )?yo\b/;

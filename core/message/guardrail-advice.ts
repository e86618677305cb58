/**
 * Advice, comfort and threats that speak of no medicine and of no law, as data: lower case, plain letters, English and
 * Spanish. Kept beside the rest of what no text may say, because they are many.
 */
const body =
  "(?:knees?|legs?|foot|feet|ankles?|arms?|hands?|wrists?|shoulders?|back|neck|head|eyes?|ears?|jaw|face|tooth|teeth|gums?|mouth|skin|wounds?|cut|incision|stitches|scar|hips?|elbows?|fingers?|toes?|stomach|belly|chest|nose|throat|tongue|lips?)";
const cuerpo =
  "(?:rodillas?|piernas?|pies?|tobillos?|brazos?|manos?|munecas?|hombros?|espalda|cuello|cabeza|ojos?|oidos?|orejas?|mandibula|cara|dientes?|muelas?|encias?|boca|piel|heridas?|corte|puntos|cicatriz|caderas?|codos?|dedos?|estomago|vientre|pecho|nariz|garganta|lengua|labios?)";
const food =
  "(?:water|foods?|drinks?|liquids?|fluids?|meals?|breakfast|lunch|dinner|snacks?|coffee|caffeine|alcohol|wine|beer|milk|dairy|sugar|solids?|eat|eating|drink|drinking|chewing)";
const comida =
  "(?:agua|comidas?|alimentos?|bebidas?|liquidos?|desayuno|desayunar|cena|cenar|cafe|alcohol|leche|azucar|solidos?|comer|beber|tomar nada)";
const remedy =
  "(?:ice|heat|heating pad|cold pack|compress(?:es)?|cream|ointment|lotion|salve|bandages?|gauze|salt ?water|saline|warm water|cold water|mouthwash|pressure)";
const remedio =
  "(?:hielo|calor|frio|compresas?|crema|pomada|unguento|locion|vendas?|vendajes?|gasas?|agua tibia|agua fria|agua con sal|presion)";

export const everydayAdvice = [
  // What to eat and drink, and when not to.
  new RegExp(
    `\\b(?:no|nothing to|without|skip|avoid|stop|dont|do not|never) (?:any |more |solid )?${food}\\b|\\bonly (?:clear )?(?:water|liquids?|fluids?)\\b`,
  ),
  new RegExp(`\\b(?:sin|nada de|evite|no tome|no beba|no coma|no ingiera|solo|ni) ${comida}\\b`),
  /\bno (?:coma|beba|tome nada|ingiera|desayune|cene|almuerce|fume)\b/,
  /\b(?:drink|eat|sip|chew|swallow) (?:plenty|lots|only|some|more|less|an?|light(?:ly)?|nothing|water|fluids|before|after|soft|well|enough)\b/,
  /\b(?:tome|beba|coma|ingiera|mastique) (?:mucha?s?|bastante|solo|poc[oa]|algo|nada|mas|menos|agua|liquidos|alimentos|ligero)\b/,
  /\b(?:empty|full) (?:stomach|bladder)\b|\b(?:estomago|vejiga) (?:vaci[oa]|llen[oa])\b|\bshave (?:the|that) area\b|\b(?:en )?ayun(?:as|o|e|en|ar)\b|\bfasting\b|\bfast (?:for|from|overnight|before|after|\d+)\b/,
  // What to lay on it, and how to hold it.
  new RegExp(
    `\\b(?:put|apply|use|place|keep|hold|rub|wrap|wear|try|rinse|gargle|wash|soak)(?: \\w+){0,3} ${remedy}\\b`,
  ),
  new RegExp(
    `\\b(?:pon(?:ga|gase|te)|apli(?:que|quese)|coloque(?:se)?|use|unte(?:se)?|frote(?:se)?|enjuague(?:se)?|lave(?:se)?|mantenga)(?: \\w+){0,3} ${remedio}\\b`,
  ),
  new RegExp(
    `\\b(?:rest|elevate|raise|ice|stretch|massage|exercise|bend|wash|clean|cover|wrap|soak|shave|move|keep|touch|rub|brush|floss|rinse|scratch|press)(?: off)? your (?:\\w+ )?${body}\\b`,
  ),
  new RegExp(
    `\\b(?:eleve|levante|repose|descanse|estire|masajee|ejercite|doble|lave(?:se)?|limpie(?:se)?|cubra(?:se)?|vende(?:se)?|remoje|afeite(?:se)?|mueva|mantenga|toque(?:se)?|frote(?:se)?|cepille(?:se)?|rasque(?:se)?) (?:su|sus|la|el|los|las) (?:\\w+ )?${cuerpo}\\b`,
  ),
  /\b(?:rest (?:well|until|for a|up)|(?:get|take) (?:some |plenty of |enough |a lot of )?(?:rest|sleep)|take it easy|no (?:exercise|exercising|smoking|swimming|lifting|sex|sports?|caffeine|driving))\b/,
  /\b(?:y|descanse|repose|guarde) (?:repose|reposo|mucho|bien)\b|\bno (?:haga ejercicio|maneje|conduzca|cargue|levante peso|se bane|se exponga al sol)\b/,
  /\bstay hydrated\b|\b(?:leave|keep|take|change|remove) (?:(?:off|on|the|your) )*(?:bandages?|dressing|gauze|cast|splint|brace|patch|stitches)\b|\btake (?:one|two|three|half|\d+) (?:\w+ )?(?:before|after|every|a day|daily)\b|\b(?:do|continue) your exercises\b|\bstop smoking\b/,
  /\b(?:quite(?:se)?|cambie(?:se)?|deje(?:se)?|retire(?:se)?) (?:la|el|su|las|los) (?:vendas?|vendajes?|gasas?|yeso|parche|ferula|puntos)\b|\btome (?:una|dos|tres|media|\d+) (?:cada|antes|despues|al dia)\b|\bhaga sus ejercicios\b|\bdeje de fumar\b/,
  // What to do about a symptom.
  /\b(?:if|when) (?:you|it|your \w+) (?:\w+ ){0,2}(?:hurts?|pain|bleeds?|bleeding|swells?|swelling|swollen|dizzy|fever|itch(?:es)?|burns?|numb)\b/,
  /\bsi (?:(?:le|se|usted|tiene|siente|hay|la|el|su|\w+) ){0,3}(?:duele|dolor|sangra|sangrado|hincha|inflama|mareos?|fiebre|pica|arde)\b/,
] as const;

/** Comfort that turns out false is worse than none. */
export const comfort = [
  new RegExp(
    `\\byour (?:\\w+ )?${body} (?:\\w+ )?(?:will|is going to|should|looks?|is|are|seems?)(?: \\w+)? (?:fine|ok|okay|better|good|healed|heal(?:ing)?|well|great|alright|right|normal)\\b`,
  ),
  new RegExp(`\\byour (?:\\w+ )?${body} (?:will|is going to|should) heal\\b`),
  /\b(?:you|youll) (?:(?:will|are going to|should|soon) )*(?:be|feel|get) (?:(?:just|soon|all|much|a lot) )*(?:fine|better(?! \w)|better soon|healed|cured|alright|all right)\b/,
  /\b(?:it|itll|this|everything) (?:(?:will|is going to|soon) )*(?:be|get) (?:just |all )?(?:fine|ok|okay|better|alright|right|well again)\b(?! (?:to|for|with|by|if|on|at)\b)/,
  /\b(?:wont|will not|doesnt|does not|should not|shouldnt|never) (?:even )?hurts?\b|\b(?:it|you|this) (?:will|should) heal\b/,
  new RegExp(
    `\\b(?:su|la|el) (?:\\w+ )?${cuerpo} (?:va a |se va a |se |ya )?(?:estara?|sanar\\w*|curar\\w*|mejorar\\w*|aliviar\\w*|ve bien|estar bien)\\b`,
  ),
  /\bno (?:le |te )?(?:va a )?(?:doler|duele|dolera)\b|\b(?:se|te) (?:sentira|sentiras|va a sentir|pondra) (?:muy |mucho )?(?:mejor|bien)\b|\bno es nada\b|\b(?:usted|todo) (?:va a (?:estar|salir)|estara|saldra) bien\b/,
] as const;

const modal =
  "will|may|might|could|would|must|shall|have to|has to|need to|are going to|is going to|are|be";
const visit =
  "(?:visits?|appointments?|bookings?|reservations?|sessions?|slots?|spots?|place|times?|deposits?)";
const cita = "(?:citas?|visitas?|reservas?|reservacion(?:es)?|turnos?|lugar|espacio|hora|deposito)";

/**
 * The machine cancels nothing and charges nobody, so no text may hold either out. That a visit has been cancelled is
 * news and not a threat, and that the customer can cancel is an offer.
 */
export const heldOut = [
  /\b(?:you|youll|your card|your account|we|well) (?:(?:will|may|might|could|would|must|shall|can|have to|are going to|is going to|then|also|be|automatically) )*(?:charged?|fined|penali[sz]ed|billed|bill|invoiced)(?: (?:you|your|a|an|the|for|if|unless|when|\d+|\$)|$)/,
  /(?<!\b(?:no|free of|without|any) )\b(?:fees?|charges?|fines|a fine|penalt(?:y|ies)|billed|charged|forfeit\w*) (?:\w+ ){0,5}(?:if you|unless|miss\w*|no ?shows?|fail\w*|do not|dont|late|without notice)\b/,
  /\b(?:if you|unless|miss\w*|no ?shows?|fail\w*|cancell?ations?|late) (?:\w+ ){0,6}(?:fees?|charges?|charged|fined|fines|a fine|penalt(?:y|ies)|billed|forfeit\w*)\b/,
  new RegExp(
    `\\b(?:you|youll) (?:(?:will|may|might|could|would|then) )*(?:lose|forfeit) (?:your|the|this) (?:\\w+ )?${visit}\\b`,
  ),
  new RegExp(
    `\\b(?:we|well|they|theyll) (?:(?:${modal}|then|also|automatically) )*(?:cancel|release|drop|remove|give(?: away| up)?|releasing|cancell?ing|giving(?: away| up)?) (?:your|this|the) (?:\\w+ )?${visit}\\b`,
  ),
  new RegExp(
    `\\b(?:${visit}|it|itll) (?:(?:${modal}|is|be|being|get|gets|then|also|automatically) )*(?:will|ll|may|might|could|would|must|shall|gets?|be|being) (?:automatically )?(?:cancell?ed|released|removed|dropped|lost|forfeited|given (?:away|up|to (?:some|any|another|the next)\\w*))\\b`,
  ),
  // Whichever are not confirmed, and what becomes of them.
  /\b(?:unconfirmed|not confirmed|unless confirmed|without (?:a )?confirmation)\b.*\b(?:cancell?ed|released|removed|dropped|forfeited|given (?:away|up))\b/,
  /\b(?:no (?:esta |estan |sea |sean )?confirmad[oa]s?|sin confirmar)\b.*\b(?:cancel|liber)\w*/,
  /\b(?:cancelaremos|cancelamos su|(?:sera|seran|quedara|puede ser|podria ser) cancelad[oa]s?|se (?:le )?cancelara|(?:vamos|tendremos|tenemos) (?:a|que) cancelar|liberaremos|(?:sera|quedara) liberad[oa])\b/,
  new RegExp(
    `\\b(?:perdera|puede perder|podria perder|pierde|daremos|liberar|entregaremos) (?:su|la|el) (?:\\w+ )?${cita}\\b`,
  ),
  /\b(?:se|le|les) (?:le |les )?(?:va a |van a |vamos a |podra |puede )?(?:cobrar(?:a|an|emos)?|cobramos|cargar(?:a|an|emos)|multar(?:a|an|emos)?|facturar(?:a|an|emos))\b|\b(?:cobraremos|tendra que pagar|sera multad[oa])\b/,
  /\b(?:cargos?|cobros?|multas?|penalizacion(?:es)?|costo) (?:\w+ ){0,4}(?:inasistencia|faltar?|no (?:asistir|venir|viene|asiste|presentarse|llega)|cancelar|cancelacion|si no)\b/,
  /\bsi no (?:\w+ ){1,6}(?:cargo|cobro|multa|penalizacion)\b/,
] as const;

import { comfort, everydayAdvice, heldOut } from "#core/message/guardrail-advice";

/**
 * What no text of a business may say, as data: lower case, plain letters, English and Spanish.
 *
 * `medical_advice`: what to take, to stop, to eat, to lay on it, to do about a symptom, and that something is harmless.
 * `diagnosis`: what somebody has, or what their results say. `promise`: outcomes that nobody can promise, comfort too.
 * `secrets`: card numbers, codes, passwords and identity numbers, never asked for by text. `money`: amounts,
 * debts and collection (financial content needs its own consent; facts.md, "Healthcare exemption").
 * `threat`, also of what the machine never does: charging and cancelling. `insult`, `judgement` on origin, faith and the like. `impersonation`: a machine that says it is a
 * clinician. `machine_talk`: what a language model says when it has lost its way.
 */
export type Talk = keyof typeof forbiddenTalk;

const medicine =
  "(?:medications?|medicines?|meds|pills?|tablets?|doses?|dosage|antibiotics?|ibuprofen|aspirin|tylenol|advil|acetaminophen|paracetamol|insulin|steroids?|blood thinners?|painkillers?|opioids?|antidepressants?|inhaler|supplements?|vitamins?|prescriptions?)";
const medicina =
  "(?:medicamentos?|medicinas?|pastillas?|tabletas?|dosis|antibioticos?|ibuprofeno|aspirina|paracetamol|insulina|esteroides?|anticoagulantes?|analgesicos?|antidepresivos?|inhalador|suplementos?|vitaminas?|recetas?)";

export const forbiddenTalk = {
  medical_advice: [
    ...everydayAdvice,
    new RegExp(
      `\\b(?:take|taking|bring|stop|skip|double|increase|reduce|lower|avoid|try|use|start|continue|change|switch) (?:\\w+ ){0,3}${medicine}\\b`,
    ),
    new RegExp(
      `\\b(?:tom(?:e|ar|a|en)|dej(?:e|ar|a|en) de|suspend(?:a|er)|aument(?:e|ar)|reduzca|reducir|evit(?:e|ar)|us(?:e|ar)|inici(?:e|ar)|continu(?:e|ar)|cambi(?:e|ar)) (?:\\w+ ){0,3}${medicina}\\b`,
    ),
    /\b\d+(?:\.\d+)? ?(?:mg|mcg|ml|milligrams?|miligramos?|tablets?|pills?|pastillas?|tabletas?|drops|gotas)\b/,
    /\b(?:you should|you can|you could|you may|try to|we recommend|i recommend|we advise|make sure to|be sure to|remember to|please|do not|dont|avoid) (?:\w+ )?(?:fast|fasting|eat|eating|drink|drinking|rest|ice|apply|exercise|stretch|inject|massage the|elevate|gargle|rinse|smoke|smoking|hydrate)\b/,
    /\b(?:debe|deberia|puede|recomendamos|recomiendo|aconsejamos|procure|trate de|no|evite|favor de|por favor) (?:\w+ )?(?:ayunar|ayunas|comer|coma|beber|beba|tomar agua|reposar|repose|aplicar|aplique|ejercitar|inyectar|fumar|fume|enjuagar)\b/,
    /\b(?:its|it is|this is|that is|thats) (?:probably |likely |most likely )?(?:normal|nothing serious|nothing to worry about|harmless|just (?:stress|a virus|a cold|anxiety))\b/,
    /\b(?:es|esto es|eso es) (?:probablemente )?(?:normal|nada grave|inofensivo|solo (?:estres|un virus|ansiedad))\b/,
    /\b(?:home remed(?:y|ies)|remedios? caseros?|no need to see a doctor|you dont need a doctor|no necesita (?:ver a )?un medico|instead of (?:going to|seeing) (?:the|a) (?:er|doctor|hospital))\b/,
    /\b(?:for|to treat|to relieve|against|para|contra) (?:the |your |el |la |su )?(?:pain|fever|cough|nausea|swelling|infection|headache|dolor|fiebre|tos|nausea|hinchazon|infeccion)\b/,
  ],
  diagnosis: [
    /\b(?:you (?:have|may have|might have|probably have|likely have|could have|are suffering from)|sounds like (?:you have )?|symptoms? of|diagnosed? with|consistent with|signs? of) (?:\w+ ){0,2}(?:cancer|diabetes|infection|flu|covid|depression|anxiety|fracture|hypertension|pregnan\w*|hiv|std|sti|disease|disorder|syndrome|condition|tumor|asthma|arthritis|pneumonia|migraine)\b/,
    /\b(?:usted )?(?:tiene|padece|podria tener|parece (?:que tiene )?|sintomas? de|diagnostic\w*) (?:\w+ ){0,2}(?:cancer|diabetes|infeccion|gripe|covid|depresion|ansiedad|fractura|hipertension|embaraz\w*|vih|enfermedad|trastorno|sindrome|tumor|asma|artritis|neumonia|migrana)\b/,
    /\b(?:your|the|sus|los) (?:\w+ )?(?:test |lab |blood )?(?:results?|biopsy|resultados|analisis|biopsia)\b/,
    /\byour (?:blood pressure|blood sugar|sugar|cholesterol|weight|heart rate|iron|scan|test|ultrasound) (?:is|are|was|looks?|came)\b|\bsu (?:presion|azucar|colesterol|glucosa|peso|radiografia|ultrasonido|prueba) (?:es|esta|salio|se ve)\b/,
    /\b(?:tested|result is|results are|resulto|dio) (?:positive|negative|abnormal|normal|positiv[oa]|negativ[oa])\b/,
  ],
  promise: [
    ...comfort,
    /\b(?:guarantee[ds]?|guaranteed|100 ?%|promise (?:you )?(?:that )?|will cure|cures?|painless|risk free|no risk|no side effects|miracle|best (?:doctor|dentist|clinic) in)\b/,
    /\b(?:garantiz\w+|garantia|prometemos|le prometo|cura(?:ra)?|sin dolor|sin riesgos?|sin efectos secundarios|milagros\w*)\b/,
  ],
  secrets: [
    /\b(?:card|credit card|debit card|account|routing|social security|ssn|passport|licen[cs]e|insurance id|member id|policy) (?:number|no|num|details|info)\b|\b(?:ssn|cvv|cvc|pin code|one time code|verification code|password|passcode|date of birth|dob)\b/,
    /\b(?:numero de (?:tarjeta|cuenta|seguro social|pasaporte|licencia)|datos de (?:su )?tarjeta|contrasena|codigo de verificacion|clave|fecha de nacimiento)\b/,
  ],
  money: [
    /[$€] ?\d|\b\d+(?:\.\d+)? ?(?:dollars?|usd|cents|euros?|eur|dolares|pesos|mxn)\b/,
    /\b(?:miss(?:ed)? (?:your|a|the) (?:last |\w+ )?payments?|pay now or|past due|overdue|balance (?:due|owed|of)|you owe|outstanding (?:balance|bill|payment)|collections? agency|sent to collections|debt|late fee|no show fee|wire (?:transfer|us)|gift cards?|zelle|venmo|cash ?app|bitcoin|crypto)\b/,
    /\b(?:saldo (?:pendiente|vencido)|usted debe|nos debe|adeud\w+|deuda|cobranza|recargo|transferencia|tarjetas? de regalo|multa por)\b/,
  ],
  threat: [
    ...heldOut,
    /\b(?:legal action|lawsuit|sue you|we (?:will |may |shall )?sue|police|final (?:notice|warning)|last (?:chance|warning)|or else|you will regret|consequences|we will report|terminate you|dismissed from)\b/,
    /\b(?:accion(?:es)? legal(?:es)?|demanda(?:remos)?|policia|ultimo aviso|ultima (?:oportunidad|advertencia)|se arrepentira|consecuencias|lo reportaremos)\b/,
  ],
  insult: [
    /\b(?:stupid|idiots?|dumb|moron|shut up|damn|hell|shit\w*|fuck\w*|bitch|asshole|crazy|lazy|liar)\b/,
    /\b(?:estupid[oa]s?|idiotas?|tont[oa]s?|callese|mierda|pendej[oa]s?|cabron\w*|put[oa]s?|mentiros[oa]s?|floj[oa]s?|loc[oa]s?)\b/,
  ],
  judgement: [
    /\b(?:high|higher|at) ?risk\b|\byou (?:often|always|keep|usually) (?:miss|forget|missing|forgetting)\b|\byou (?:miss|forget) (?:\w+ )?(?:visits?|appointments?) (?:often|a lot|all the time)\b|\b(?:pacientes?|clientes?) de (?:alto )?riesgo\b/,
    /\b(?:because|since|given|due to) (?:of )?(?:your|you are|youre) (?:\w+ )?(?:race|religion|ethnicity|nationality|immigration|gender|sex|sexual|disability|weight|age|too old|overweight|obese|black|white|hispanic|latin[oax]|asian|muslim|jewish|christian|gay|disabled|pregnant|foreign\w*)\b/,
    /\b(?:por|debido a|dado que) (?:su|ser|es) (?:\w+ )?(?:raza|religion|etnia|nacionalidad|estatus migratorio|genero|sexo|discapacidad|peso|edad|obes[oa]|negr[oa]|musulman\w*|judi[oa]|gay|extranjer[oa]|embaraz\w*)\b/,
  ],
  impersonation: [
    /\b(?:i am|im|this is) (?:a |your |the |dr |doctor )?(?:doctor|physician|nurse|dentist|therapist|pharmacist|surgeon|clinician|dr \w+)\b|\bas your (?:doctor|nurse|dentist|physician|therapist)\b/,
    /\b(?:soy|habla|le habla) (?:el |la |su |un |una )?(?:doctora?|medic[oa]|enfermer[oa]|dentista|terapeuta|farmaceutic[oa]|dr)\b|\bcomo su (?:doctora?|medic[oa]|dentista)\b/,
  ],
  machine_talk: [
    /\b(?:as an ai|language model|i cannot assist|i cant assist|im sorry but i|system prompt|my instructions|ignore (?:all |the )?(?:previous|above)|customer text|here is (?:a|the|your) (?:draft|message|response|text)|undefined|null|nan|lorem ipsum)\b/,
    /\b(?:como (?:una )?(?:ia|inteligencia artificial)|modelo de lenguaje|mis instrucciones|aqui (?:esta|tiene) (?:el|un) (?:borrador|mensaje|texto))\b/,
  ],
} as const satisfies Readonly<Record<string, readonly RegExp[]>>;

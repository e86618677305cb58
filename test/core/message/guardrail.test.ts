import { describe, expect, it } from "vitest";
import { type GuardrailReason, guarded } from "#core/message/guardrail";

const reasonsOf = (text: string, ...more: [Parameters<typeof guarded>[1]?]) => {
  const judged = guarded(text, ...more);
  return judged.ok ? [] : judged.refusal.reasons;
};

describe("a text that may go out", () => {
  it.each([
    "Riverside Clinic: thank you, you are confirmed for Mon, Mar 9 at 10:00 AM.",
    "We are open from 9 to 5. Call us at (404) 555-1234 if you need another time.",
    "Parking is behind the building. Please arrive ten minutes early.",
    "Happy to help! A colleague will call you back today.",
    "Gracias, su cita está confirmada para el lunes 9 a las 10.",
    "Estamos en la calle Main 12. Puede estacionarse detrás del edificio.",
    "Claro, le llamaremos hoy para buscar otra hora.",
    "It is fine if you are late. That will be fine, too.",
    "We will give your message to the team. Parking is free of charge if you come by noon.",
    "Your visit is cancelled. To book again, call us.",
    "To cancel, call us. We will be there until six.",
    "You can cancel here until Friday.",
    "A deposit holds your time. Pay here by noon.",
    "Please bring your insurance card. Coffee and water are free.",
    "No parking behind the building. Rest rooms are on your left.",
    "Su cita fue cancelada. Para reservar otra, llámenos.",
    "Si necesita cancelar, llámenos. Traiga agua si quiere.",
  ])("%s", (text) => {
    expect(guarded(text)).toEqual({ ok: true, value: text });
  });
});

describe("a text that may not", () => {
  it.each<[GuardrailReason, string]>([
    ["medical_advice", "You should stop taking your blood thinners before the visit."],
    ["medical_advice", "Take two ibuprofen and call us in the morning."],
    ["medical_advice", "Please do not eat or drink after midnight."],
    ["medical_advice", "400 mg is enough"],
    ["medical_advice", "Please arrive with a full bladder."],
    ["medical_advice", "Venga con la vejiga llena."],
    ["medical_advice", "Bring your inhaler."],
    ["medical_advice", "Shave the area before coming."],
    ["threat", "Unconfirmed visits will be cancelled automatically."],
    ["threat", "Appointments that are not confirmed may be released."],
    ["threat", "Las citas no confirmadas se cancelan."],
    ["threat", "Pay now or we sue."],
    ["money", "You missed your last payment."],
    ["judgement", "We noticed that you are a high-risk patient."],
    ["judgement", "You miss visits often, so please confirm."],
    ["judgement", "Our list says that you are high-risk."],
    ["medical_advice", "It is probably normal, nothing to worry about."],
    ["medical_advice", "Tome una pastilla para el dolor."],
    ["medical_advice", "Debe ayunar antes de la cita."],
    ["medical_advice", "No tome su medicamento mañana, suspenda la aspirina."],
    ["medical_advice", "Y o u should s t o p taking your m-e-d-s: take the p1lls later"],
    ["medical_advice", "No water or food 8 hours before"],
    ["medical_advice", "Nothing to eat after midnight, please"],
    ["medical_advice", "Come with an empty stomach"],
    ["medical_advice", "Put ice on your knee until then"],
    ["medical_advice", "Use a heating pad if you need to"],
    ["medical_advice", "Drink plenty of water the day before"],
    ["medical_advice", "Keep your leg up and rest until then"],
    ["medical_advice", "If it bleeds, press on it"],
    ["medical_advice", "No alcohol the night before"],
    ["medical_advice", "Fast for 8 hours"],
    ["medical_advice", "Sin comer ni beber 8 horas antes"],
    ["medical_advice", "Nada de agua ni comida después de las 10"],
    ["medical_advice", "Venga con el estómago vacío"],
    ["medical_advice", "Venga en ayunas"],
    ["medical_advice", "Ponga hielo en la rodilla"],
    ["medical_advice", "Aplíquese calor en la espalda"],
    ["medical_advice", "Beba mucha agua"],
    ["medical_advice", "Mantenga la pierna en alto y repose"],
    ["medical_advice", "No desayune ese día"],
    ["medical_advice", "Si le duele o sangra, llame"],
    ["medical_advice", "Leave the bandage on. Take two before bed"],
    ["medical_advice", "Quítese la venda mañana"],
    ["diagnosis", "Your blood pressure is high"],
    ["diagnosis", "Su presión está alta"],
    ["promise", "Your knee will be fine"],
    ["promise", "Don't worry, you'll feel better soon"],
    ["promise", "It won't hurt"],
    ["promise", "Su rodilla va a estar bien"],
    ["promise", "No le va a doler, se sentirá mejor"],
    ["diagnosis", "Sounds like you have an infection."],
    ["diagnosis", "Your test results are in."],
    ["diagnosis", "Podría tener diabetes."],
    ["promise", "We guarantee a painless visit."],
    ["promise", "Le garantizamos que no duele."],
    ["secrets", "Please reply with your card number to hold the slot."],
    ["secrets", "Envíe su fecha de nacimiento y numero de seguro social."],
    ["money", "You owe $120, please pay today."],
    ["money", "Tiene un saldo pendiente."],
    ["threat", "This is your final notice, or else."],
    ["threat", "Último aviso: acciones legales."],
    ["threat", "You will be charged 50 USD if you miss it"],
    ["threat", "If you do not come, a fee applies"],
    ["threat", "You'll be billed for a missed visit"],
    ["threat", "No-show fee: 50 dollars"],
    ["threat", "You will lose your deposit"],
    ["threat", "We will cancel your visit if you do not answer"],
    ["threat", "Your appointment will be cancelled unless you confirm"],
    ["threat", "Your spot may be given away"],
    ["threat", "Your slot will be given to someone else"],
    ["threat", "Reply C or we'll release your slot"],
    ["threat", "Se le cobrarán 50 dólares si no viene"],
    ["threat", "Hay un cargo por inasistencia"],
    ["threat", "Cancelaremos su cita si no responde"],
    ["threat", "Su cita será cancelada"],
    ["threat", "Perderá su lugar y su depósito"],
    ["insult", "Don't be stupid and come."],
    ["insult", "No sea idiota."],
    ["insult", "Don't be st\u200bupid."],
    ["judgement", "We ask because of your religion."],
    ["judgement", "Preguntamos por su raza."],
    ["impersonation", "I am your doctor, see you soon."],
    ["impersonation", "Le habla su médico."],
    ["machine_talk", "As an AI language model I cannot assist with that."],
    ["machine_talk", "Here is your draft: see you on Monday"],
    ["reserved_word", "Reply YES to keep your visit."],
    ["link", "Book again at http://evil.example.com/x"],
    ["link", "Book at bit.ly/abc"],
    ["empty", " \u200b "],
    ["too_long", `Hello ${"there ".repeat(100)}`],
  ])("because of %s: %s", (reason, text) => {
    expect(reasonsOf(text)).toContain(reason);
  });

  it("is told every reason at once", () => {
    expect(reasonsOf("You owe $5, you idiot")).toEqual(["money", "insult"]);
  });

  it("may hold the links that we put there, and no others", () => {
    const link = "https://calendly.com/reschedule/1";
    expect(reasonsOf(`Another time? ${link}.`, { links: [link] })).toEqual([]);
    expect(reasonsOf(`Another time? ${link}/evil`, { links: [link] })).toEqual(["link"]);
  });

  it("keeps to what the trade's pack forbids", () => {
    const forbidden = { version: 1, words: { "a service": ["root canal", "botox", "vaccin*"] } };
    for (const text of ["your Root  Canal", "BOTOX day", "vaccination time"])
      expect(reasonsOf(text, { forbidden })).toEqual(["pack_forbids"]);
    expect(reasonsOf("see you at the canal", { forbidden })).toEqual([]);
  });
});

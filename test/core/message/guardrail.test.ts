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
    ["medical_advice", "It is probably normal, nothing to worry about."],
    ["medical_advice", "Tome una pastilla para el dolor."],
    ["medical_advice", "Debe ayunar antes de la cita."],
    ["medical_advice", "No tome su medicamento mañana, suspenda la aspirina."],
    ["medical_advice", "Y o u should s t o p taking your m-e-d-s: take the p1lls later"],
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

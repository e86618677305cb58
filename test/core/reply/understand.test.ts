import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { understand } from "#core/reply/understand";
import { confirmWords } from "#core/reply/words-confirm";
import { optOutWords } from "#core/reply/words-opt-out";

const plain = { alsoCancel: false, alsoStart: false };

describe("opting out", () => {
  it.each([
    "STOP",
    "stop",
    "  Stop!!! ",
    "ＳＴＯＰ",
    "S.T.O.P",
    "s t o p",
    "st\u200bop",
    "“Stop”",
    "STOP\n",
    "stop please",
    "Please stop.",
    "ok stop",
    "No, stop!",
    "I said stop",
    "STOPALL",
    "Stop all",
    "stop it",
    "Stop this right now",
    "stop texting me",
    "please stop sending these",
    "Could you stop the messages?",
    "end",
    "End these texts",
    "QUIT",
    "Revoke",
    "I revoke my consent",
    "optout",
    "Opt-out",
    "opt out please",
    "I want to opt out of these",
    "OPT ME OUT",
    "unsubscribe",
    "Unsubscribe me, thanks",
    "don't text me",
    "Don’t text me again",
    "do not contact me",
    "no more messages please",
    "cancel these reminders",
    "remove me from your list",
    "Take me off the list please",
    "take me off",
    "leave me alone",
    "ALTO",
    "Por favor, ¡basta!",
    "No quiero recibir mensajes",
    "no me envíen más mensajes",
  ])("%j", (text) => {
    expect(understand(text)).toMatchObject({ ...plain, intent: "stop" });
  });

  it.each([
    "CANCEL",
    "cancel",
    "Cancel.",
    "please cancel",
    "Cancel please, thanks",
    "Stop and cancel",
  ])("%j, and probably the visit too", (text) => {
    expect(understand(text)).toMatchObject({ ...plain, intent: "stop", alsoCancel: true });
  });

  it("tells of the visit where the customer speaks of both", () => {
    const both = understand("Stop texting and cancel my visit");
    expect(both).toMatchObject({ ...plain, intent: "stop", alsoCancel: true });
  });

  it.each([
    "cancel my appointment",
    "I need to cancel",
    "cancelar",
    "Can I stop by at five?",
    "stop by at 5 ok?",
    "Which bus stop is nearest?",
    "When does it end?",
    "I quit smoking",
    "please don't stop",
    "Don't unsubscribe me",
    "I do not want to opt out",
    "did not mean to stop the texts",
    "take me off the schedule for Tuesday",
    "remove me from the waitlist",
    "No need to text me back, see you tomorrow",
    "I heard Dr. Lee no longer works here",
    "is it true that my doctor doesn't work here anymore?",
    "nonstop",
    "weekend",
  ])("is not meant by %j", (text) => {
    expect(understand(text).intent).not.toBe("stop");
  });

  it("is understood however its words are typed", () => {
    const noise = fc.string({
      unit: fc.constantFrom(" ", "!", ".", "\n", "-", "\u200b"),
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...optOutWords),
        noise,
        noise,
        fc.boolean(),
        (word, a, b, loud) => {
          const text = `${a}${loud ? word.toUpperCase() : word}${b}`;
          expect(understand(text).intent).toBe("stop");
        },
      ),
    );
  });
});

describe("confirming", () => {
  it.each([
    "C",
    "c.",
    "'C'",
    "Ｃ",
    "1",
    "1️⃣",
    "y",
    "ok",
    "Okay!",
    "Confirm",
    "confirmed, thank you",
    "👍",
    "👍🏽",
    "👍👍",
    "C 👍",
    "✅",
    "✔️",
    "Sí",
    "si gracias",
    "I'll be there",
    "I will be there!",
    "Great, see you then",
  ])("%j", (text) => {
    expect(understand(text)).toMatchObject({ ...plain, intent: "confirm" });
  });

  it.each(["YES", "yes", " Yes\n"])("%j, which may also be opting in again", (text) => {
    expect(understand(text)).toMatchObject({ ...plain, intent: "confirm", alsoStart: true });
  });

  it.each(["yes please", "Yes, see you then", "yes yes", "Yes, I confirm", "sí"])(
    "%j, which no carrier takes for opting in",
    (text) => expect(understand(text)).toMatchObject({ ...plain, intent: "confirm" }),
  );

  it.each([
    "",
    " ",
    "thanks",
    "no",
    "2",
    "11",
    "ok?",
    "Confirmed?",
    "ok but can we do 3pm",
    "yes and no",
    "c you",
    "is 1 still free",
    "🤷",
    "x".repeat(1600),
  ])("is not meant by %j", (text) => {
    expect(understand(text).intent).not.toBe("confirm");
  });

  it("shares no word with opting out", () => {
    expect(confirmWords.filter((word) => optOutWords.includes(word))).toEqual([]);
  });
});

describe("the carriers' other words", () => {
  it.each([
    ["START", "start"],
    ["unstop please", "start"],
    ["HELP", "help"],
    ["Info?", "help"],
    ["Necesito ayuda", "help"],
    ["I need help with parking", "unclear"],
    ["when do we start", "question"],
    ["start tomorrow", "unclear"],
    ["Text me again", "start"],
    ["You can start texting me again", "start"],
    ["vuelvan a escribirme", "start"],
    ["don't text me again", "stop"],
    ["Why would I want you to text me again", "question"],
    ["can you start texting my wife?", "question"],
  ])("%j is %s", (text, intent) => {
    expect(understand(text)).toMatchObject({ ...plain, intent });
  });
});

describe("a change of the visit that nobody asks for", () => {
  it.each([
    ["Cancel that. I will be there", "unclear"],
    ["Please cancel my appointment, we will come next month", "cancel"],
    ["please cancel that, we can make it after all", "unclear"],
    ["cancel that please, I will be out of town", "cancel"],
    ["please cancel my visit, I'm coming down with something", "cancel"],
    ["I already rescheduled", "unclear"],
    ["I rescheduled online", "unclear"],
    ["ya lo reprogramé", "unclear"],
    ["Can I reschedule online?", "reschedule"],
    ["text me at my work number instead", "unclear"],
    ["Could you call my other cell instead?", "question"],
  ])("is heard in none of these, and in those beside them: %j is %s", (text, intent) => {
    expect(understand(text)).toMatchObject({ intent });
  });
});

it("answers any text, half characters among them, and the same way twice", () => {
  const anything = fc
    .array(fc.nat(0xffff), { maxLength: 300 })
    .map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(anything, (text) => {
      expect(understand(text)).toEqual(understand(text));
    }),
  );
});

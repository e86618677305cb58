import { expect, it } from "vitest";
import { inGsmLetters } from "#core/message/gsm-letters";

it.each([
  ["a letter whose accent the alphabet lacks", "Clínica Río", "Clinica Rio"],
  ["no letter that it has", "Niño & Café Müller", "Niño & Café Müller"],
  ["a letter and its accent, written apart", "Cafe\u0301 Clí", "Café Cli"],
  ["signs of a word processor", "“Ito’s” – clinic…", '"Ito\'s" - clinic...'],
  ["letters of a kind of their own", "Łódź œuvre", "Lodz oeuvre"],
  ["invisible marks", "Ito\u200b\u00ad Clinic", "Ito Clinic"],
  ["nothing of a text that stays foreign anyway", "Клиника “Río”", "Клиника “Río”"],
])("changes %s", (_story, text, expected) => {
  expect(inGsmLetters(text)).toBe(expected);
});

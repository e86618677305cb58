import { describe, expect, it } from "vitest";
import { ownWords } from "#core/reply/own-words";
import { understand } from "#core/reply/understand";

const ours = "Riverside Clinic: we'll see you on Fri, Dec 4 at 10:00 AM.";
const asking = `${ours} Reply C to confirm. Reply STOP to opt out.`;
const telling = `${ours} Reply STOP to opt out.`;

describe("a mark laid on a text of ours", () => {
  it.each([
    `Liked “${asking}”`,
    `Loved “${asking}”`,
    `👍 to “${asking}”`,
    `👍🏽 to “${asking}”`,
    `\u200a👍\u200a to “\u200a${asking}\u200a”`,
    `Reacted 👍 to “${asking}”`,
    `Reacted ❤️ to "${asking}"`,
    `Le gustó “${asking}”`,
    `Le encantó «${asking}»`,
    `Le gusto a “${asking}”`,
    `Reaccionó con 👍 a “${asking}”`,
    `Liked “${asking.slice(0, 86)}`,
  ])("confirms where it is a good one, and the text asks: %s", (text) =>
    expect(understand(text)).toMatchObject({ intent: "confirm", rule: "reaction" }),
  );

  it.each([`Liked “${telling}”`, `❤️ to “${telling}”`, "Liked an image", "Le gustó una imagen"])(
    "says nothing that has to be answered where the text asks nothing: %s",
    (text) =>
      expect(understand(text)).toMatchObject({
        intent: "unclear",
        rule: "reaction_alone",
        confidence: 1,
      }),
  );

  it.each([
    `Disliked “${asking}”`,
    `Laughed at “${asking}”`,
    `Emphasized “${asking}”`,
    `Questioned “${asking}”`,
    `Reacted 😂 to “${asking}”`,
    `👎 to “${asking}”`,
    `Removed a like from “${asking}”`,
    `Removed 👍 from “${asking}”`,
    `No le gustó “${asking}”`,
    `Se rió de “${asking}”`,
    `Enfatizó “${asking}”`,
    `Quitó un “Me gusta” de “${asking}”`,
  ])("is for a person where it says no yes, and never withdraws: %s", (text) =>
    expect(understand(text).intent).toBe("unclear"),
  );

  it.each([
    `Liked “${asking}” STOP`,
    "Loved it. Stop these",
    `“${telling}” stop texting me`,
    `Disliked “${asking}”. Unsubscribe me`,
  ])("hides no withdrawal beside it: %s", (text) => expect(understand(text).intent).toBe("stop"));
});

describe("a quoted text of ours", () => {
  it.each([
    [`C\n\n> ${asking}`, "confirm"],
    [`Yes\r\n>${asking}\r\n`, "confirm"],
    [`On Thu, Dec 3, Riverside Clinic wrote:\n> ${telling}\n\nI need to reschedule`, "reschedule"],
    [`> ${telling}\nstop`, "stop"],
    [asking, "unclear"],
    [`Fwd: ${telling}`, "unclear"],
    ["What does reply STOP to opt out mean?", "question"],
    ["Reply STOP to opt out", "stop"],
    ["reply stop", "stop"],
    ["I replied STOP to opt out and you text me still", "stop"],
  ])("is not what the customer says: %j is %s", (text, intent) =>
    expect(understand(text).intent).toBe(intent),
  );

  it("is kept apart from the words", () =>
    expect(ownWords(`C\n> ${asking}`)).toEqual({
      words: "C",
      reaction: null,
      quoted: `> ${asking}`,
    }));
});

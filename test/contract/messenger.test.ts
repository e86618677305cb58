import { describe, expect, it } from "vitest";
import { messengerLiars } from "#test/contract/liars/messenger";
import { messengerContract } from "#test/contract/messenger";
import { mailMessengerStage } from "#test/support/mail-stage";
import { messengerStage, templateStage, whatsappStage } from "#test/support/messenger-stage";

messengerContract("Twilio's adapter over the simulated carrier", messengerStage);
messengerContract("Twilio's adapter over WhatsApp", whatsappStage);
messengerContract("Twilio's adapter over WhatsApp, with an approved template", templateStage);
messengerContract("SES's adapter over the simulated mail service", mailMessengerStage);

describe("The contract of Messenger objects", () => {
  const { promises, trials } = messengerLiars;

  it.each(trials)("to one that $lie: $promise", async ({ keep }) => {
    await expect(keep()).rejects.toThrow();
  });

  it("by each of its clauses, so that none of them is an empty promise", () => {
    const tried = new Set(trials.map(({ promise }) => promise));
    expect(promises.filter((promise) => !tried.has(promise))).toEqual([]);
  });
});

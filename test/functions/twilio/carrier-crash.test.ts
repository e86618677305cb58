import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, carrierStage, mrsIto } from "#test/support/carrier-stage";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

/** Texts without end, and says each sid as soon as the carrier has answered with it. */
const texting = `
  const { carrierStage, messengerOver, mrsIto, reminder, start } =
    await import("#test/support/carrier-stage");
  const { carrier } = carrierStage({ path: process.env.CARRIER_FILE });
  const messenger = messengerOver(carrier.fetch);
  await carrier.phone.text(mrsIto, "C");
  for (;;) {
    const outcome = await messenger.send(reminder(), start);
    process.stdout.write(outcome.sid + "\\n");
  }
`;

it("keeps every text that was answered, and what it owes for them, through kill -9", async () => {
  const file = directory.file("carrier.db");
  const child = spawn(process.execPath, ["--input-type=module", "--eval", texting], {
    env: { ...process.env, CARRIER_FILE: file },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => {
    said += bytes.toString();
    if (said.length > 5000) child.kill("SIGKILL");
  });
  await once(child, "close");
  const answered = said.split("\n").slice(0, -1);

  const { carrier, clock, received } = carrierStage({ path: file });
  const kept = carrier.phone.messages(mrsIto).map(({ sid }) => sid);
  expect(answered.length).toBeGreaterThan(100);
  expect(kept).toEqual(expect.arrayContaining(answered));

  // The customer's text, and two callbacks for each of ours.
  expect(await carrier.runDue(clock.turn(2000))).toBe(1 + 2 * (kept.length - 1));
  expect(received.every(({ form }) => form.get("AccountSid") === account.accountSid)).toBe(true);
  carrier.close();
});

it("still knows after a restart who has stopped, and goes on counting", async () => {
  const path = directory.file("carrier.db");
  const before = carrierStage({ path });
  const first = await before.carrier.phone.text(mrsIto, "STOP");
  before.carrier.close();

  const { carrier, clock } = carrierStage({ path });
  const second = await carrier.phone.text(mrsIto, "Hello?");
  const reply = await carrier.fetch(
    new Request("https://api.twilio.com/2010-04-01/Accounts/ACsandbox/Messages.json", {
      method: "POST",
      headers: { authorization: `Basic ${btoa("ACsandbox:sandbox-token")}` },
      body: new URLSearchParams({ To: mrsIto, From: account.number, Body: "Hello" }),
    }),
  );
  expect(second).not.toBe(first);
  expect(await reply.json()).toMatchObject({ code: 21610 });
  expect(await carrier.runDue(clock.now())).toBe(2);
  carrier.close();
});

it("still writes what it had accepted when it is closed", async () => {
  const path = directory.file("carrier.db");
  const before = carrierStage({ path });
  const writing = before.carrier.phone.text(mrsIto, "Just before the end");
  before.carrier.close();
  await writing;

  const { carrier } = carrierStage({ path });
  expect(carrier.phone.messages(mrsIto)).toHaveLength(1);
  carrier.close();
});

import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { statusReport } from "#adapters/twilio/status";
import type { Address } from "#core/ports/messenger";
import {
  account,
  type CarrierStage,
  carrierStage,
  messengerOver,
  mrsIto,
  reminder,
} from "#test/support/carrier-stage";

let stage: CarrierStage;
beforeEach(() => {
  stage = carrierStage();
});
afterEach(() => stage.carrier.close());

const day = 24 * 3_600_000;
const whatsapp: Address = { kind: "whatsapp", phone: mrsIto, template: null };

/** What the carrier tells in the end of something sent there now. */
const fateOf = async (to: Address, at: CarrierStage = stage) => {
  const messenger = messengerOver(at.carrier.fetch, { whatsappFrom: account.number });
  await messenger.send(
    reminder({ to, usefulUntil: "2027-01-01T00:00:00.000Z" as never }),
    at.clock.now(),
  );
  await at.carrier.runDue(at.clock.turn(2000));
  const last = at.received.at(-1);
  if (last === undefined) throw new Error("Cannot go on: nothing was told");
  const report = statusReport(last.url, last.rawBody);
  return report.ok && report.value.kind === "delivery"
    ? [report.value.status, report.value.why]
    : report;
};

describe("what becomes of what the sandbox carrier has taken", () => {
  it.each([
    ["+15005553003", "handset_unreachable"],
    ["+15005553005", "number_unreachable"],
    ["+15005553006", "number_unreachable"],
    ["+15005553007", "text_refused"],
    ["+15005553008", "carrier_failed"],
    ["+15005551610", "opted_out"],
  ])("%s is told as %s", async (phone, why) => {
    expect(await fateOf({ kind: "phone", phone })).toEqual(["undelivered", why]);
  });

  it("shows the error in the carrier's own list, too", async () => {
    await fateOf({ kind: "phone", phone: "+15005553006" });
    const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
    const list = await stage.carrier.fetch(
      new Request(
        `https://api.twilio.com/2010-04-01/Accounts/${account.accountSid}/Messages.json`,
        {
          headers: { authorization },
        },
      ),
    );
    expect(await list.json()).toMatchObject({
      messages: [{ status: "undelivered", error_code: 30_006 }],
    });
  });

  it("free words over WhatsApp arrive for a day after the customer has written there", async () => {
    expect(await fateOf(whatsapp)).toEqual(["undelivered", "whatsapp_window_closed"]);
    await stage.carrier.phone.text(mrsIto, "Hello");
    expect(await fateOf(whatsapp)).toEqual(["undelivered", "whatsapp_window_closed"]);
    await stage.carrier.phone.text(mrsIto, "Hello", "whatsapp");
    expect(await fateOf(whatsapp)).toEqual(["delivered", null]);
    stage.clock.turn(day);
    expect(await fateOf(whatsapp)).toEqual(["undelivered", "whatsapp_window_closed"]);
    expect(await fateOf({ ...whatsapp, template: "HX1" })).toEqual(["delivered", null]);
  });

  it("a STOP on WhatsApp closes WhatsApp, and not the texts", async () => {
    await stage.carrier.phone.text(mrsIto, "STOP", "whatsapp");
    const messenger = messengerOver(stage.carrier.fetch, { whatsappFrom: account.number });
    const now = stage.clock.now();
    expect(await messenger.send(reminder({ to: whatsapp }), now)).toMatchObject({
      why: "opted_out",
    });
    expect(await messenger.send(reminder(), now)).toMatchObject({ kind: "sent" });
  });

  it("a file from before there were errors goes on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aro-"));
    const path = join(folder, "carrier.db");
    carrierStage({ path }).carrier.close();
    const old = new DatabaseSync(path);
    old.exec(
      "ALTER TABLE message DROP COLUMN errorCode; ALTER TABLE outbox DROP COLUMN errorCode;",
    );
    old.close();

    const again = carrierStage({ path });
    expect(await fateOf({ kind: "phone", phone: "+15005553006" }, again)).toEqual([
      "undelivered",
      "number_unreachable",
    ]);
    again.carrier.close();
    rmSync(folder, { recursive: true });
  });
});

import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bookingCreated } from "#adapters/calcom/sample";
import { notified } from "#adapters/acuity/sample";
import { appointmentStream, as, executionIdIn } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { type Server, startServer } from "#test/support/server";
import { temporaryDirectory } from "#test/support/temporary-directory";

const program = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const folder = temporaryDirectory();
let server: Server;
beforeAll(async () => {
  server = await startServer(folder.file("data"));
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

const aro = async (...args: readonly string[]) => {
  const env = { PATH: process.env["PATH"], ARO_DATA: folder.file("data") };
  const ended = promisify(execFile)(process.execPath, [program, ...args], { env });
  return ended.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
  );
};
const send = (...args: readonly string[]) => aro("send-webhook", ...args);

describe("aro plays the providers", () => {
  it("as carrier: reports on a text by its sid, and texts only from phones", async () => {
    expect(await send("calendly")).toMatchObject({ code: 0 });
    const answer = await fetch(`${server.baseUrl}/sandbox/phone/+14045550123`);
    const { messages } = (await answer.json()) as { messages: readonly { sid: string }[] };
    const status = ["--status", "undelivered", "--error", "30005"];
    expect(await send("twilio-status", "--sid", messages[0]?.sid ?? "", ...status)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/: accepted\n$/),
    });
    expect((await send("twilio-status", "--sid", "SM1", ...status)).said).toContain(
      "ignored (sid_unknown)",
    );
    expect(await send("twilio", "--from", "12", "--body", "C")).toMatchObject({
      code: 6,
      said: expect.stringMatching(/"12": it is no phone number .*\n.*--help tells how/),
    });
  });

  it("as payment service: paid, asked back by the bank, given back", async () => {
    const { said } = await aro("customer", "show", "+14045550123", "--json");
    const [visit] = (JSON.parse(said) as { appointments: readonly { id: string }[] }).appointments;
    const link = executionIdIn(appointmentStream(as(visit?.id ?? "")), "run", "link");
    for (const what of ["paid", "disputed", "refunded"])
      expect(await send("stripe", what, "--execution", link)).toMatchObject({
        code: 0,
        said: expect.stringMatching(/: accepted\n$/),
      });
    expect(await send("stripe", "paid")).toMatchObject({ code: 6 });
    const { said: story } = await aro("appointment", "show", visit?.id ?? "");
    expect(story).toContain("Answer the bank");
  });

  it("as payment service: a bank that takes its time, and a part given back", async () => {
    const { said } = await aro("customer", "show", "+14045550123", "--json");
    const [visit] = (JSON.parse(said) as { appointments: readonly { id: string }[] }).appointments;
    const link = executionIdIn(appointmentStream(as(visit?.id ?? "")), "run", "by-bank");
    const tell = (what: string, ...rest: readonly string[]) =>
      send("stripe", what, "--execution", link, ...rest);
    for (const what of ["pending", "failed"])
      expect(await tell(what, "--payment", "pi_failed")).toMatchObject({ code: 0 });
    for (const what of ["pending", "succeeded"])
      expect(await tell(what)).toMatchObject({ code: 0 });
    expect(await tell("refunded", "--refunded", "2000")).toMatchObject({ code: 0 });

    const { said: story } = await aro("appointment", "show", visit?.id ?? "");
    for (const words of ["50.00 USD is on its way", "failed", "20.00 USD of 50.00 USD given back"])
      expect(story).toContain(words);
    expect(await tell("refunded", "--refunded", "5001")).toMatchObject({
      code: 6,
      said: expect.stringContaining('Cannot use --refunded "5001": only 5000 was paid'),
    });
    expect(await tell("paid", "--refunded", "20")).toMatchObject({
      code: 6,
      said: expect.stringContaining("only goes with refunded"),
    });
    expect((await tell("lost")).said).toContain(
      "paid, pending, succeeded, failed, refunded, disputed",
    );
  });

  it("as another booking system, with the bytes of a file", async () => {
    const file = folder.file("body");
    const start = at("2027-03-02T15:00:00Z");
    const booking = {
      uid: "cal-1",
      name: "Ada Example",
      email: "ada@example.com",
      phone: "+14045550123",
      zone: "America/New_York",
      start,
      end: at("2027-03-02T15:30:00Z"),
    };
    writeFileSync(file, bookingCreated(booking, start));
    expect(await send("calcom", "--file", file)).toMatchObject({ code: 0 });
    writeFileSync(file, notified("scheduled", 7));
    expect((await send("acuity", "--file", file)).said).not.toContain("signature_invalid");
    writeFileSync(file, "{}");
    for (const provider of ["square", "stripe"])
      expect((await send(provider, "--file", file)).said).toContain("payload_invalid");
  });
});

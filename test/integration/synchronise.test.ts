import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { startServer } from "#test/support/server";
import { temporaryDirectory } from "#test/support/temporary-directory";

const program = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const folder = temporaryDirectory();
afterAll(folder.remove);

const data = folder.file("data");

const aro = (...args: readonly string[]) => aroWith({}, ...args);

const aroWith = async (more: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const env = { PATH: process.env["PATH"], ARO_DATA: data, PORT: "0", ...more };
  const child = spawn(process.execPath, [program, ...args], { cwd: folder.path, env });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  await once(child, "close");
  return { code: child.exitCode, out, err };
};

it("takes, through the server that runs, what was booked before; once", async () => {
  const server = await startServer(data);
  const visitor = { name: "Bea Before", phone: "+14045550177", silently: true };
  try {
    expect((await server.post("/sandbox/book", visitor)).status).toBe(200);
    expect(await server.texts(visitor.phone)).toEqual([]);

    const tried = await aro("synchronise", "--system", "calendly", "--dry-run", "--json");
    expect(JSON.parse(tried.out)).toMatchObject({ isDryRun: true, ended: "whole", taken: 1 });
    const taken = await aro("synchronise", "--system", "calendly");
    expect(taken).toMatchObject({ code: 0, err: "" });
    expect(taken.out).toBe("calendly: 1 booking\n  taken 1, known already 0\n");
    expect((await aro("synchronise", "--system", "calendly")).out).toContain("known already 1");

    await server.post("/sandbox/clock", { advance: "P3D" });
    const texts = await server.texts(visitor.phone);
    expect(texts.filter(({ direction }) => direction === "outbound").length).toBeGreaterThan(1);
  } finally {
    await server.stop();
  }
});

it("takes it into the data folder itself where no server runs", async () => {
  const { code, out } = await aro("synchronise", "--system", "square", "--json");
  expect([code, JSON.parse(out)]).toMatchObject([0, { system: "square", ended: "whole", seen: 0 }]);
});

it("names the variables that a live booking system needs, and leaves nothing behind", async () => {
  const live = {
    ARO_MODE: "live",
    ARO_DATA: folder.file("live"),
    ARO_PUBLIC_URL: "https://aro.example.com",
    CALENDLY_SIGNING_KEY: "key",
    TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000000",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_FROM: "+14045550100",
  };
  for (const [system, variable] of [
    ["calcom", "CALCOM_API_KEY"],
    ["calendly", "CALENDLY_TOKEN"],
  ] as const) {
    const { code, err } = await aroWith(live, "synchronise", "--system", system, "--dry-run");
    expect([code, err]).toEqual([1, expect.stringContaining(variable)]);
    expect(err).toContain(`aro: booking_system_unavailable: ARO has no key for ${system}.`);
  }
  expect(existsSync(folder.file("live"))).toBe(false);
});

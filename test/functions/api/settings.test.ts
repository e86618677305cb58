import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { memoryIo } from "#test/support/memory-io";

const token = "token-of-a-test";

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  await house.composed.tokens.put(token, house.composed.deps.localTenant);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await house.close();
});

type Read = { readonly settings: Record<string, unknown>; readonly version: string };

const answered = async (method: string, wish: object | null = null) => {
  const headers = { authorization: `Bearer ${token}` };
  const body = wish === null ? null : JSON.stringify(wish);
  const request = new Request("http://127.0.0.1/v1/settings", { method, headers, body });
  const response = await house.handle(request);
  return { status: response.status, body: (await response.json()) as object };
};
const read = async (): Promise<Read> => (await answered("GET")).body as Read;

describe("the settings of a business", () => {
  it("are read, replaced as a whole, and hold from the next text on", async () => {
    const { settings } = await read();
    expect(await answered("POST", { ...settings, zone: "Mars" })).toMatchObject({
      status: 400,
      body: { error: { code: "payload_invalid", details: { path: "zone" } } },
    });

    const changed = { ...settings, name: "Lakeside Dental" };
    expect(await answered("POST", changed)).toMatchObject({
      status: 200,
      body: { settings: changed },
    });
    await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
    expect(house.texts("+14045550123")[0]).toContain("Lakeside Dental: ");
  });

  it("are replaced by whoever has read them last, if they say what they have read", async () => {
    const { settings, version } = await read();
    const change = (name: string, known: object) =>
      answered("POST", { ...settings, name, ...known });
    const answers = await Promise.all([change("One", { version }), change("Two", { version })]);

    expect(answers).toMatchObject([
      { status: 200, body: { settings: { name: "One" } } },
      { status: 409, body: { error: { code: "settings_changed" } } },
    ]);
    const next = await read();
    expect(answers[0]?.body).toEqual(next);
    expect(await change("Two", { version: next.version })).toMatchObject({ status: 200 });
    expect(await change("Three", {})).toMatchObject({ status: 200 });
    expect(await change("Four", { version: 4 })).toMatchObject({ status: 400 });
  });

  it("are not overwritten by a file of the command line that somebody's change has overtaken", async () => {
    vi.stubGlobal("fetch", (url: string, init: RequestInit) =>
      house.handle(new Request(url, init)),
    );
    const aro = async (...args: readonly string[]) => {
      const io = memoryIo(false);
      const server = ["--url", "http://127.0.0.1", "--token", token];
      const code = await runCli([...args, ...server], io);
      return { code, said: [...io.said, ...io.complained].join("\n") };
    };
    const file = join(house.folder, "clinic.json");
    writeFileSync(file, (await aro("settings", "show")).said.replace("Riverside", "Lakeside"));
    const { settings } = await read();
    await answered("POST", { ...settings, onHold: true });

    const refused = await aro("settings", "set", file);
    expect(refused.code).toBe(exit.failure);
    expect(refused.said).toMatch(/settings_changed.*load them anew.*aro settings show/s);
    expect((await read()).settings).toMatchObject({ name: "Riverside Clinic", onHold: true });
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PhoneText, type Server, startServer } from "#test/support/server";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

/**
 * Programs of other people: they know `sandbox.json` and the provider's documentation, and nothing of our
 * code. Two of them are taken from the guide, so that what the guide says is what works.
 */
const guide = readFileSync(
  fileURLToPath(new URL("../../docs/guides/connect-an-outside-program.md", import.meta.url)),
  "utf8",
);
const plainNode = fileURLToPath(new URL("outside/book.mjs", import.meta.url));

let directory: TemporaryDirectory;
let server: Server;
beforeEach(async () => {
  directory = temporaryDirectory();
  server = await startServer(directory.file(".aro"));
  await turnTo(await nextNight());
});
afterEach(async () => {
  await server.kill();
  directory.remove();
});

const has = (...programs: readonly string[]): boolean =>
  programs.every((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0);

const block = (language: string, nth = 0): string =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))][nth]?.[1] ?? "";

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { cwd: directory.path, encoding: "utf8" });

const now = async (): Promise<Date> => {
  const answer = await fetch(`${server.baseUrl}/sandbox/clock`);
  return new Date(((await answer.json()) as { readonly now: string }).now);
};

const turnTo = async (moment: Date): Promise<void> => {
  expect((await server.post("/sandbox/clock", { to: moment.toISOString() })).status).toBe(200);
};

/** Two in the morning in New York, or one: whatever the machine's clock shows, the story begins at the worst hour. */
const nextNight = async (): Promise<Date> => {
  const night = await now();
  night.setUTCHours(24 + 6, 0, 0, 0);
  return night;
};

/** As the text spells it, reckoned by another library than ours. */
const spoken = (start: Date): string => {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York", ...options }).format(start);
  const day = part({ weekday: "short", month: "short", day: "numeric" });
  return `${day} at ${part({ hour: "numeric", minute: "2-digit" }).replace("\u202f", " ")}`;
};

const clinic = "Riverside Clinic:";
const stop = "Reply STOP to opt out.";
const call = "(404) 555-1234";

/** Fifteen o'clock UTC is day in New York all the year, so what reminds waits for no morning. */
const expectStory = async (phone: string, start: Date): Promise<void> => {
  const hour = 3_600_000;
  const told = (await server.texts(phone)).length;
  expect(told).toBe(1);
  await turnTo(new Date(start.getTime() + hour));
  const texts = (await server.texts(phone)).filter(({ direction }) => direction === "outbound");
  const when = spoken(start);

  expect(texts.map(({ body }) => body)).toEqual([
    `${clinic} your appointment is booked for ${when}. Reply C to confirm. ` +
      `Need another time? Call ${call}. ${stop}`,
    `${clinic} we'll see you on ${when}. Reply C to confirm. To change, call ${call}. ${stop}`,
    `${clinic} your visit on ${when} is not confirmed yet. Reply C or call ${call}. ${stop}`,
  ]);
  expect(texts.slice(1).map(hoursBefore(start))).toEqual([48, 24]);
};

const hoursBefore =
  (start: Date) =>
  ({ at }: PhoneText): number =>
    (start.getTime() - Date.parse(at)) / 3_600_000;

const inFourDays = async (): Promise<Date> => {
  const start = new Date((await now()).getTime() + 4 * 24 * 3_600_000);
  start.setUTCHours(15, 0, 0, 0);
  return start;
};

/** What another program is given: when it was booked, when the visit is, and who comes. */
const booking = async (): Promise<{ readonly start: Date; readonly args: readonly string[] }> => {
  const [bookedAt, start] = [await now(), await inFourDays()];
  return {
    start,
    args: [plainNode, bookedAt.toISOString(), start.toISOString(), "+1 404-555-0124"],
  };
};

describe("a program that knows nothing of our code", () => {
  it("in plain JavaScript signs a booking, and the phone shows exactly the expected texts", async () => {
    const { start, args } = await booking();
    const printed = run(process.execPath, args);

    expect(printed).toBe('200 {"outcome":"accepted"}\n');
    await expectStory("+14045550124", start);
  });

  it("delivers the same booking five times, and changes nothing by that", async () => {
    const { start, args } = await booking();
    for (let time = 1; time <= 5; time++)
      expect(run(process.execPath, args)).toBe('200 {"outcome":"accepted"}\n');

    await expectStory("+14045550124", start);
  });

  it.skipIf(!has("python3"))("in Python, word for word from the guide", async () => {
    const start = await inFourDays();
    writeFileSync(directory.file("book.py"), block("python"));

    expect(run("python3", ["book.py"])).toBe('200 {"outcome":"accepted"}\n');
    await expectStory("+14045550124", start);
  });

  it.skipIf(!has("python3"))("as carrier in Python, word for word from the guide", async () => {
    expect((await server.post("/sandbox/book", {})).status).toBe(200);
    writeFileSync(directory.file("report.py"), block("python", 1));

    expect(run("python3", ["report.py"])).toBe('200 {"outcome":"accepted"}\n');
  });

  it.skipIf(!has("curl", "jq", "openssl"))("in a shell, word for word from the guide", async () => {
    const { start, args } = await booking();
    writeFileSync(directory.file("body.json"), run(process.execPath, [...args, "--body"]));
    const signing = [0, 1].map((nth) => block("sh", nth)).find((text) => text.includes("openssl"));

    expect(run("sh", ["-c", signing ?? "false"])).toBe('{"outcome":"accepted"}');
    await expectStory("+14045550124", start);
  });

  it.skipIf(!has("curl"))("tries the sandbox as the guide says, line by line", async () => {
    const lines = block("sh", 0)
      .replace("http://127.0.0.1:3000", server.baseUrl)
      .trim()
      .split("\n");
    const answers = run("sh", ["-ec", lines.join("; echo; ")])
      .trim()
      .split("\n")
      .slice(-5);
    const parsed = answers.map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(parsed.map((one) => Object.keys(one))).toEqual([
      ["invitee", "start", "answers"],
      ["phone", "messages"],
      ["now"],
      ["sid"],
      ["phone", "messages"],
    ]);
    const texts = parsed[4]?.["messages"] as readonly PhoneText[];
    expect(texts.map(({ direction }) => direction)).toContain("inbound");
    expect(texts.at(-1)?.body).toContain("thank you, you are confirmed");
  });

  it("is refused when it signs with a wrong secret, and nothing is half there", async () => {
    const { args } = await booking();
    expect(run(process.execPath, [...args, "--secret", "guessed"])).toMatch(
      /^401 \{"error":\{"code":"signature_invalid",/,
    );
    expect(await server.texts("+14045550124")).toEqual([]);
  });

  it("sends half a body and goes away: the next one is served", async () => {
    const { hostname, port } = new URL(server.baseUrl);
    const half = `
      const socket = require("node:net").connect(${port}, "${hostname}", () => {
        socket.write("POST /v1/webhooks/calendly/x HTTP/1.1\\r\\nHost: ${hostname}:${port}\\r\\n" +
          "Content-Length: 1000\\r\\n\\r\\n{\\"event\\":");
        setTimeout(() => { socket.destroy(); process.exit(0); }, 200);
      });`;
    for (let time = 1; time <= 3; time++) run(process.execPath, ["-e", half]);

    expect((await fetch(`${server.baseUrl}/ready`)).status).toBe(200);
    expect((await server.post("/sandbox/book", {})).status).toBe(200);
    expect(server.printed().err).not.toContain("    at ");
  });
});

// Where the guide's programs look for it.
const sandboxFile = (): string => join(directory.path, ".aro", "sandbox.json");
describe("sandbox.json", () => {
  it("is where the guide says, and names the addresses that answer", async () => {
    const { sandbox } = JSON.parse(readFileSync(sandboxFile(), "utf8")) as {
      readonly sandbox: { readonly phone: string; readonly clock: string };
    };
    const phone = sandbox.phone.replace("{e164}", encodeURIComponent("+14045550123"));
    expect((await fetch(phone)).status).toBe(200);
    expect((await fetch(sandbox.clock)).status).toBe(200);
  });
});

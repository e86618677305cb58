import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { sign } from "#adapters/calendly/sample";
import { fromEpochMs } from "#core/kernel/time";
import { chanceFrom } from "#test/killed/chance";
import { type Course, type Disturbed, runCourse } from "#test/killed/course";
import { type House, startHouse } from "#test/killed/house";
import { inspect } from "#test/killed/inspect";
import { judge } from "#test/killed/judge";
import { commandsOf, storyFrom } from "#test/killed/story";
import { temporaryDirectory } from "#test/support/temporary-directory";

const seed = Number(process.env["ARO_TEST_SEED"] ?? 1);
const story = storyFrom(seed, { customers: 6 });
const ordinary = { story, place: "outside", kills: 0 } as const;
const hourMs = 3_600_000;

const courseWith = (disturb: (to: Disturbed) => Promise<void>) =>
  runCourse({ ...ordinary, chance: chanceFrom(seed), disturb });

let undisturbed: Course;
beforeAll(async () => {
  undisturbed = await courseWith(async () => undefined);
});

describe("a disk without room", () => {
  it("fails what would be written, loses nothing, and sends the same texts once there is room again", async () => {
    let full = 0;
    const disturbed = await courseWith(async ({ house, chance }) => {
      if (chance.below(4) > 0) return;
      await house.order({ disk: "full" });
      await pause(chance.below(60));
      expect((await fetch(`${house.baseUrl}/`)).status).toBe(200); // Reading goes on.
      await house.order({ disk: "roomy" });
      if (/disk_full|DataUnusable/.test(house.log())) full += 1; // Something could not be written.
    });

    expect(judge(disturbed, undisturbed).findings).toEqual([]);
    expect(disturbed.texts.length).toBeGreaterThan(5);
    expect(full).toBeGreaterThan(0);
  });

  it("is met by the real thing: a file that may not grow refuses, and every acknowledgement before is kept", async () => {
    const directory = temporaryDirectory();
    const limited = await startHouse({ folder: directory.path, longestFileBlocks: 1_600 });
    const acknowledged: string[] = [];
    const refused: number[] = [];
    for (const body of bodies()) {
      const status = await told(limited, body);
      if (status === 200) acknowledged.push(...commandsOf(body).slice(0, 1));
      else refused.push(status);
    }
    const page = await fetch(`${limited.baseUrl}/`);
    await limited.kill();
    const { commands, fault } = await inspect(directory.path);
    const roomy = await startHouse({ folder: directory.path });
    const again = await told(roomy, bodies().at(-1) ?? "");
    await roomy.kill();
    directory.remove();

    expect(acknowledged.length).toBeGreaterThan(0);
    // The operating system calls it a file too large, and not a full disk: 500 or 507, the provider comes again.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter((status) => status < 500)).toEqual([]);
    expect(page.status).toBe(200);
    expect(acknowledged.filter((command) => !commands.has(command))).toEqual([]);
    expect(fault).toBe(null);
    expect(again).toBe(200);
  });
});

describe("a machine's clock that is set forward and back", () => {
  it("sends nothing twice and dates nothing backwards, with the process alive or started anew", async () => {
    let steps = 0;
    const disturbed = await courseWith(async ({ house, world, chance, startAnew }) => {
      const stepMs = (chance.below(5) - 2) * hourMs;
      if (chance.below(8) === 0) await startAnew(stepMs);
      else if (chance.below(2) === 0) {
        await house.order({ stepMs });
        world.step(stepMs);
      } else return;
      steps += 1;
    });
    const { findings } = judge(disturbed, undisturbed);

    // What a clock has jumped over may be late or stale by then; its reason is counted, and nothing else.
    expect(findings.filter((one) => !/^(late|never sent)/.test(one))).toEqual([]);
    expect(disturbed.texts.length).toBeGreaterThan(undisturbed.texts.length / 2);
    expect(steps).toBeGreaterThan(10);
  });
});

describe("a second process", () => {
  it("is refused while the first is at work, and harms nothing", async () => {
    const directory = temporaryDirectory();
    const house = await startHouse({ folder: directory.path });
    const [first = ""] = bodies();
    const [status, second] = await Promise.all([
      told(house, first),
      startHouse({ folder: directory.path }).then(
        () => "started",
        (error: unknown) => String(error),
      ),
    ]);
    await house.kill();
    const { commands } = await inspect(directory.path);
    directory.remove();

    expect(status).toBe(200);
    expect(second).toContain("another ARO process is using it");
    expect(commands.has(commandsOf(first)[0] ?? "")).toBe(true);
  });
});

const bodies = (): readonly string[] =>
  storyFrom(seed, { customers: 40 })
    .steps.flatMap(({ deeds }) => deeds)
    .flatMap(({ kind, body }) => (kind === "webhook" ? [body] : []))
    .filter((body) => commandsOf(body).length === 1);

const told = async ({ sandbox }: House, body: string): Promise<number> => {
  const { url, signingSecret } = sandbox.endpoints.calendly;
  const headers = sign(body, signingSecret, fromEpochMs(Date.now()));
  return (await fetch(url, { method: "POST", headers, body })).status;
};

import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type Deed, phones, type Step, storyOf, storyStart } from "#test/support/crash-story";
import { type PhoneText, type Server, startServer } from "#test/support/server";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

/** More kills, or another course of them: `ARO_TEST_KILLS=60 ARO_TEST_SEED=7 npm run test:integration`. */
const kills = Number(process.env["ARO_TEST_KILLS"] ?? 10);
const seed = Number(process.env["ARO_TEST_SEED"] ?? 1);

/** How long a server may live after a step has begun, and after its start. Most steps take less than both. */
const longestLifeMs = { ofStep: 40, ofStart: 900 };
const patienceMs = 120_000 + kills * 10_000;

const open: { readonly directory: TemporaryDirectory; server: Server | null }[] = [];
afterEach(async () => {
  for (const { directory, server } of open.splice(0)) {
    await server?.kill();
    directory.remove();
  }
});

const place = () => {
  const here: (typeof open)[number] = { directory: temporaryDirectory(), server: null };
  open.push(here);
  return here;
};

type Texts = Readonly<Record<string, readonly PhoneText[]>>;

const textsOn = async (server: Server): Promise<Texts> => {
  const all: [string, readonly PhoneText[]][] = [];
  for (const phone of phones) {
    const texts = await server.texts(phone);
    all.push([phone, texts.filter(({ direction }) => direction === "outbound")]);
  }
  return Object.fromEntries(all);
};

/** Asks again, whoever answers by then, until the deed is done. */
const insist = async (deed: Deed, server: () => Server): Promise<void> => {
  for (;;) {
    const status = await deed.send(server()).then(
      (response) => response.status,
      () => 0, // Nobody there, or gone in the middle.
    );
    if (deed.done(status)) return;
    if (status !== 0 && status < 500) throw new Error(`The server has refused: ${status}`);
    await pause(20);
  }
};

const undisturbed = async (steps: readonly Step[]): Promise<Texts> => {
  const here = place();
  const server = await startServer(here.directory.path);
  here.server = server;
  for (const step of steps) await Promise.all(step.map((deed) => insist(deed, () => server)));
  return textsOn(server);
};

/** Mulberry32: the same seed gives the same course of kills. */
const chanceFrom = (start: number): (() => number) => {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Kills while a step is at work, then starts again; now and then kills that start, too. */
const killedAtRandom = async (steps: readonly Step[]): Promise<Texts> => {
  const chance = chanceFrom(seed);
  const here = place();
  const path = here.directory.path;
  let server = await startServer(path);
  here.server = server;
  const killsIn = steps.map(() => 0);
  for (let kill = 0; kill < kills; kill++) {
    const step = Math.floor(chance() * steps.length);
    killsIn[step] = (killsIn[step] ?? 0) + 1;
  }

  for (const [index, step] of steps.entries()) {
    const work = Promise.all(step.map((deed) => insist(deed, () => server)));
    for (let left = killsIn[index] ?? 0; left > 0; left--) {
      await pause(chance() * longestLifeMs.ofStep);
      await server.kill();
      if (chance() < 0.3) await killedWhileStarting(path, chance() * longestLifeMs.ofStart);
      server = await startServer(path);
      here.server = server;
    }
    await work;
  }
  await server.post("/sandbox/clock", { advance: "PT2H" }); // For what was still being looked up.
  return textsOn(server);
};

const killedWhileStarting = async (path: string, afterMs: number): Promise<void> => {
  const starting = startServer(path).then(
    (server) => server,
    () => null, // It was killed before it could say where it is.
  );
  await pause(afterMs);
  const started = await Promise.race([starting, pause(0).then(() => null)]);
  await (started ?? (await starting))?.kill();
};

const bodies = (texts: Texts) =>
  Object.fromEntries(
    Object.entries(texts).map(([phone, own]) => [phone, own.map(({ body }) => body)]),
  );

const minutesApart = (one: Texts, other: Texts): readonly number[] =>
  phones.flatMap((phone) =>
    (one[phone] ?? []).map(({ at }, index) => {
      const theirs = other[phone]?.[index]?.at ?? at;
      return Math.abs(Date.parse(theirs) - Date.parse(at)) / 60_000;
    }),
  );

describe("a server that is killed at any moment", () => {
  it(
    `sends exactly the texts of one that was left alone (${kills} kills, seed ${seed})`,
    async () => {
      const steps = storyOf(storyStart());
      const expected = await undisturbed(steps);
      const got = await killedAtRandom(steps);

      expect(Object.values(expected).map((texts) => texts.length)).toEqual([
        3, 3, 1, 4, 1, 2, 5, 0, 3,
      ]);
      expect(bodies(got)).toEqual(bodies(expected));
      // An unknown outcome may cost a quarter of an hour and the look-ups around it, never more.
      expect(Math.max(...minutesApart(expected, got))).toBeLessThan(31);
    },
    patienceMs,
  );
});

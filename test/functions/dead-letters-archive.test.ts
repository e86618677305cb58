import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { classificationsQueue, executionsQueue } from "#core/app/react";
import { type TestHouse, testHouse } from "#test/support/house";
import { memoryIo } from "#test/support/memory-io";

const token = "token-of-a-test";

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  await house.composed.tokens.put(token, house.composed.deps.localTenant);
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => house.handle(new Request(url, init)));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await house.close();
});

const aro = async (...args: readonly string[]) => {
  const io = memoryIo(args.includes("--json"));
  const typed = args.filter((one) => one !== "--json");
  const code = await runCli([...typed, "--url", "http://127.0.0.1", "--token", token], io);
  return { code, said: io.said.join("\n"), complained: io.complained.join("\n") };
};

type Letter = { readonly id: string; readonly queue: string; readonly archived: object | null };
type Page = { readonly deadLetters: readonly Letter[]; readonly next: string | null };

const call = async (path: string, post?: { readonly key?: string; readonly body?: object }) => {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(post?.key !== undefined && { "idempotency-key": post.key }),
  };
  const wish = post === undefined ? {} : { method: "POST", body: JSON.stringify(post.body ?? {}) };
  const request = new Request(`http://127.0.0.1/v1/dead-letters${path}`, { ...wish, headers });
  const response = await house.handle(request);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const letters = async (query = ""): Promise<readonly Letter[]> =>
  ((await call(`?limit=500${query}`)).body as Page).deadLetters;

/** One of each kind: two workers' messages that say nothing, and a commit that no list could take. */
const threeLetters = async (): Promise<readonly string[]> => {
  const { queues, clock, localTenant: tenant } = house.composed.deps;
  for (const queue of [executionsQueue, classificationsQueue, "parked-project"])
    await queues.send({ tenant, queue, body: { what: "is this" } }, clock.now());
  await house.turnTo("2026-03-02T16:00:00Z");
  const all = await letters();
  expect(all.map(({ queue }) => queue)).toEqual([
    executionsQueue,
    classificationsQueue,
    "parked-project",
  ]);
  return all.map(({ id }) => id);
};

const isReady = async () =>
  (await house.handle(new Request("http://127.0.0.1/ready"))).status === 200;
const metrics = async () => (await house.handle(new Request("http://127.0.0.1/metrics"))).text();

describe("the list of dead letters", () => {
  it("comes page by page, the oldest first, and the command shows all of it", async () => {
    const { queues, clock, localTenant: tenant } = house.composed.deps;
    await Promise.all(
      Array.from({ length: 501 }, (_, position) =>
        queues.send({ tenant, queue: "parked-project", body: { position } }, clock.now()),
      ),
    );
    const first = (await call("?limit=2")).body as Page;
    const second = (await call(`?limit=2&after=${first.next ?? ""}`)).body as Page;
    const ids = [...first.deadLetters, ...second.deadLetters].map(({ id }) => Number(id));

    expect(ids).toEqual([...new Set(ids)].toSorted((one, other) => one - other));
    expect([first, second]).toMatchObject([{ hasMore: true }, { hasMore: true }]);
    expect((await aro("dlq", "list")).said.split("\n")).toHaveLength(501);
    expect((await call("")).body).toMatchObject({ deadLetters: { length: 100 } });
  });

  it.each(["after=nonsense", "after=WyIiLCJ4Il0", "limit=0", "limit=501", "what=this"])(
    "refuses what it has not named: %s",
    async (query) => {
      expect(await call(`?${query}`)).toMatchObject({
        status: 400,
        body: { error: { code: "payload_invalid" } },
      });
    },
  );
});

describe("aro dlq archive", () => {
  it("puts letters of every kind aside as seen, with who and when, and keeps them", async () => {
    const ids = await threeLetters();
    expect(await isReady()).toBe(false);
    const { code, said } = await aro("dlq", "archive", ...ids);

    expect([code, said]).toEqual([exit.ok, ids.map((id) => `${id}   archived`).join("\n")]);
    expect(await letters()).toEqual([]);
    expect(await isReady()).toBe(true);
    expect((await letters("&archived=true")).map(({ id, archived }) => [id, archived])).toEqual(
      ids.map((id) => [id, { at: "2026-03-02T16:00:00.000Z", by: "api" }]),
    );
    expect((await aro("dlq", "list", "--archived")).said).toMatch(/archived 2026-03-02.* by api/);
    expect((await aro("dlq", "show", ids[0] ?? "")).said).toContain("archived 2026-03-02");
  });

  it("loses none silently: each is in the log, and counted", async () => {
    const [id = ""] = await threeLetters();
    await aro("dlq", "archive", id);

    expect(house.log.join("\n")).toMatch(
      new RegExp(`"event":"letter.archived","letter":"${id}","queue":"executions"`),
    );
    expect(await metrics()).toContain('aro_letters_archived_total{queue="executions"} 1');
  });

  it("may be asked for twice; and what was archived can still be given back", async () => {
    const ids = await threeLetters();
    await aro("dlq", "archive", ...ids);
    expect(await aro("dlq", "archive", ...ids)).toMatchObject({ code: exit.ok });
    const { code } = await aro("dlq", "replay", ...ids);

    expect(code).toBe(exit.ok);
    expect(await letters("&archived=true")).toEqual([]);
    await house.turnTo("2026-03-02T17:30:00Z");
    expect((await letters()).map(({ id, queue }) => [id, queue])).toEqual([
      [ids[0], executionsQueue],
      [ids[1], classificationsQueue],
      [ids[2], "given-back-project"],
    ]);
  });

  it("says who has looked, where that is said, and only if they work here", async () => {
    const [id = ""] = await threeLetters();
    await aro("operator", "add", "Sam", "--role", "front_desk", "--phone", "+14045550177");
    await house.drive.drain();
    const [sam] = JSON.parse((await aro("operator", "list", "--json")).said).operators;

    expect((await aro("dlq", "archive", id, "--by", "nobody")).complained).toContain(
      "operator_unknown",
    );
    expect((await aro("dlq", "archive", id, "--by", sam.operator)).code).toBe(exit.ok);
    expect(await letters("&archived=true")).toMatchObject([{ archived: { by: sam.operator } }]);
  });
});

describe("aro dlq purge", () => {
  it("deletes what was archived so long ago, says which, and leaves the rest", async () => {
    const [old = "", young = "", never = ""] = await threeLetters();
    await aro("dlq", "archive", old);
    await house.turnTo("2026-03-20T16:00:00Z");
    await aro("dlq", "archive", young);
    await house.turnTo("2026-04-02T16:00:00Z");
    const { code, said } = await aro("dlq", "purge", "--older-than", "30");

    expect([code, said]).toEqual([exit.ok, `${old}   deleted`]);
    expect((await letters("&archived=true")).map(({ id }) => id)).toEqual([young]);
    expect((await letters()).map(({ id }) => id)).toContain(never);
    expect(house.log.join("\n")).toMatch(
      new RegExp(`"level":"warn","event":"letter.purged","letter":"${old}","queue":"executions"`),
    );
    expect(await metrics()).toContain('aro_letters_purged_total{queue="executions"} 1');
    expect((await aro("dlq", "purge", "--older-than", "30")).said).toBe(
      "Nothing was archived so long ago.",
    );
  });

  it("goes on where the server could not delete all at a time, and says which it has", async () => {
    const { deadLetters } = house.composed.deps;
    const letter = { queue: "executions", body: null, attempts: 8, why: "held", archived: null };
    const answers = [{ isCutShort: true as const }, {}].map((more, n) => ({
      outcome: "purged" as const,
      letters: [{ ...letter, id: String(n + 1) }],
      ...more,
    }));
    const purge = vi.spyOn(deadLetters, "purge");
    for (const answer of answers) purge.mockResolvedValueOnce(answer);
    const { code, said } = await aro("dlq", "purge", "--older-than", "30");
    expect([code, said]).toEqual([exit.ok, "1   deleted\n2   deleted"]);
    expect(house.log.filter((line) => line.includes("letter.purged"))).toHaveLength(2);
  });

  it.each([[], ["--older-than", "x"], ["--older-than", "-1"], ["--older-than", "4000"]])(
    "wants to know how long ago: %s %s",
    async (...args) => {
      expect((await aro("dlq", "purge", ...args)).code).toBe(exit.invalidInput);
    },
  );
});

describe("an id that is none", () => {
  it.each(["show", "replay", "archive"])("is a failure: aro dlq %s", async (verb) => {
    expect(await aro("dlq", verb, "77")).toMatchObject({
      code: exit.failure,
      complained: expect.stringContaining("not_found"),
    });
    expect((await aro("dlq", verb, "77", "--json")).code).toBe(exit.failure);
  });

  it("does not keep the others from being given back", async () => {
    const [id = ""] = await threeLetters();
    const { code, said } = await aro("dlq", "replay", "77", id);
    expect([code, said]).toEqual([exit.failure, `${id}   given back`]);
  });

  it("is one of another business, too", async () => {
    const [id = ""] = await threeLetters();
    const { deadLetters } = house.composed.deps;
    const other = "somebody-else" as typeof house.composed.deps.localTenant;
    const wish = { tenant: other, letter: id, key: "k" };
    expect(await deadLetters.find(other, id)).toBeNull();
    expect(await deadLetters.archive(wish, "api")).toEqual({ outcome: "not_found" });
    await aro("dlq", "archive", id);
    await house.turnTo("2026-05-02T16:00:00Z");
    const purge = { tenant: other, key: "k", olderThanDays: 1, limit: 10 };
    expect(await deadLetters.purge(purge)).toEqual({ outcome: "purged", letters: [] });
  });
});

describe("the key of a wish about a letter", () => {
  it("is wanted", async () => {
    const [id = ""] = await threeLetters();
    for (const path of [`/${id}/replay`, `/${id}/archive`, "/purge"])
      expect(await call(path, { body: { olderThanDays: 1 } })).toMatchObject({
        status: 400,
        body: { error: { details: { path: "Idempotency-Key" } } },
      });
  });

  it("knows the wish again, also when the letter is dead once more", async () => {
    const [id = ""] = await threeLetters();
    expect((await call(`/${id}/replay`, { key: "one" })).body).toMatchObject({
      outcome: "replayed",
    });
    await house.turnTo("2026-03-02T17:30:00Z");
    expect((await call(`/${id}/replay`, { key: "one" })).body).toMatchObject({
      outcome: "repeated",
    });
    expect((await letters()).map((letter) => letter.id)).toContain(id);
    expect(await call(`/${id}/archive`, { key: "one" })).toMatchObject({
      status: 409,
      body: { error: { code: "command_id_reused" } },
    });
    expect((await call(`/${id}/replay`, { key: "two" })).body).toMatchObject({
      outcome: "replayed",
    });
  });
});

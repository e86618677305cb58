import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const token = "token-of-a-test";
const start = at("2026-03-06T15:00:00Z");

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  await house.composed.tokens.put(token, house.composed.deps.localTenant);
});
afterEach(() => house.close());

type Page = {
  readonly rows: readonly { readonly id: string }[];
  readonly hasMore: boolean;
  readonly next: string | null;
};

const get = async (path: string) => {
  const headers = { authorization: `Bearer ${token}` };
  const response = await house.handle(new Request(`http://127.0.0.1${path}`, { headers }));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const page = async (list: "tasks" | "appointments", query: string): Promise<Page> => {
  const { body } = await get(`/v1/${list}?${query}`);
  return { ...body, rows: body[list] } as unknown as Page;
};

/** Every page of a list, as a program would fetch them. */
const pages = async (list: "tasks" | "appointments", limit: number): Promise<readonly Page[]> => {
  const all = [await page(list, `limit=${limit}`)];
  for (let next = all[0]?.next ?? null; next !== null; next = all.at(-1)?.next ?? null)
    all.push(await page(list, `limit=${limit}&after=${next}`));
  return all;
};

const bookAt = (n: number, moment: Instant, phone: string | null) =>
  house.post(
    inviteeCreated(
      booking({
        start: moment,
        phone,
        email: `guest-${n}@example.com`,
        inviteeUri: `https://api.calendly.com/scheduled_events/E${n}/invitees/I${n}`,
        eventUri: `https://api.calendly.com/scheduled_events/E${n}`,
      }),
    ),
  );

describe.each(["tasks", "appointments"] as const)("the list of %s", (list) => {
  it("says that there is more, and where it goes on, until there is none", async () => {
    // Without a phone: an appointment and a task each. All tasks, and three visits, share their moment.
    for (let n = 1; n <= 7; n++) await bookAt(n, plusMs(start, n <= 3 ? 0 : n * 3_600_000), null);
    const all = await pages(list, 2);
    const ids = all.flatMap(({ rows }) => rows.map(({ id }) => id));

    expect(all.map(({ rows }) => rows.length)).toEqual([2, 2, 2, 1]);
    expect(all.map(({ hasMore }) => hasMore)).toEqual([true, true, true, false]);
    expect(all.at(-1)?.next).toBeNull();
    expect(new Set(ids).size).toBe(7);
    expect(ids).toEqual((await page(list, "limit=500")).rows.map(({ id }) => id));
  });

  it("has no further page where everything stands on the first", async () => {
    await bookAt(1, start, null);
    expect(await page(list, "limit=1")).toMatchObject({
      rows: [{}],
      hasMore: false,
      next: null,
    });
  });

  it.each(["nonsense", "W10", "eyJhIjoxfQ", "WzEsMl0"])(
    "refuses a place to go on from that it has not named: %s",
    async (after) => {
      expect(await get(`/v1/${list}?after=${after}`)).toMatchObject({
        status: 400,
        body: { error: { code: "payload_invalid", details: { path: "after" } } },
      });
    },
  );
});

it("goes on behind a task that has been closed since", async () => {
  for (let n = 1; n <= 3; n++) await bookAt(n, start, null);
  const first = await page("tasks", "limit=1");
  await house.handle(
    new Request(`http://127.0.0.1/v1/tasks/${first.rows[0]?.id ?? ""}/close`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "idempotency-key": "close" },
    }),
  );
  await house.drive.drain();

  expect((await page("tasks", `after=${first.next ?? ""}`)).rows).toHaveLength(2);
});

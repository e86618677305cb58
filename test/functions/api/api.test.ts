import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import {
  booking,
  inviteeCanceled,
  inviteeCreated,
  type TestHouse,
  testHouse,
} from "#test/support/house";

describe("the API's door", () => {
  it.each([
    ["no token", {}],
    ["another token", { authorization: "Bearer of-somebody-else" }],
    ["another scheme", { authorization: "Basic dG9rZW4tb2YtYS10ZXN0" }],
    ["an empty token", { authorization: "Bearer " }],
  ])("is closed to %s, whatever is asked", async (_, headers) => {
    const house = await open();
    for (const path of ["/v1/appointments", "/v1/nothing"]) {
      const response = await house.handle(new Request(`http://127.0.0.1${path}`, { headers }));

      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await response.json()).toMatchObject({ error: { code: "not_signed_in" } });
    }
  });

  it("does not know other addresses", async () => {
    const { status, body } = await call(await open(), "GET", "/v1/nothing");

    expect([status, body]).toMatchObject([404, { error: { code: "not_found" } }]);
  });

  it("says which methods an address has", async () => {
    const house = await open();
    const { status, body, headers } = await call(house, "DELETE", "/v1/appointments");

    expect([status, body]).toMatchObject([405, { error: { code: "method_not_allowed" } }]);
    expect(headers.get("allow")).toBe("GET");
    expect((await call(house, "GET", `/v1/tasks/${unknownId}/close`)).headers.get("allow")).toBe(
      "POST",
    );
  });

  it("answers about people to nobody who keeps copies", async () => {
    const { headers } = await call(await open(), "GET", "/v1/appointments");

    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("reading", () => {
  it("lists appointments of a range, with their names readable", async () => {
    const { house, id } = await withAppointment();
    const range = "from=2026-03-06T00:00:00Z&to=2026-03-07T00:00:00%2B00:00";
    const { body } = await call(house, "GET", `/v1/appointments?${range}`);

    expect(body).toMatchObject({
      hasMore: false,
      appointments: [
        {
          id,
          name: "Ada Example",
          isErased: false,
          status: "booked",
          texts: { sent: 1, pending: 0 },
        },
      ],
    });
  });

  it("ends a range before its end, and says when there is more than was asked for", async () => {
    const { house } = await withAppointment();
    await house.post(inviteeCreated(other));
    const list = async (query: string) =>
      (await call(house, "GET", `/v1/appointments?${query}`)).body;

    expect(await list("to=2026-03-06T15:00:00Z")).toMatchObject({ appointments: [] });
    expect(await list("limit=1")).toMatchObject({ appointments: [{}], hasMore: true });
    expect(await list("limit=2")).toMatchObject({ appointments: [{}, {}], hasMore: false });
  });

  it.each([
    ["from=yesterday", "from"],
    ["limit=0", "limit"],
    ["limit=501", "limit"],
    ["limit=many", "limit"],
    ["form=2026-03-06T00:00:00Z", ""],
  ])("refuses what it cannot use, and says where: %s", async (query, path) => {
    const { status, body } = await call(await open(), "GET", `/v1/appointments?${query}`);

    expect([status, body]).toMatchObject([
      400,
      { error: { code: "payload_invalid", details: { path } } },
    ]);
  });

  it("tells of one appointment with what happened, why, and what comes next", async () => {
    const { house, id } = await withAppointment();
    const { body } = await call(house, "GET", `/v1/appointments/${id}`);

    expect(body).toMatchObject({
      appointment: { id, status: "booked", contact: { phone: "+14045550123" } },
      customer: { status: "known", optedOut: false },
      happened: expect.arrayContaining([
        expect.objectContaining({ title: "Booked for Fri 6 Mar, 10:00", why: "Calendly told us" }),
      ]),
      planned: [{ title: "Reminder (48 h before)" }, {}, {}, {}],
    });
  });

  it.each(["00000000000000000000000000000000", "..%2F..%2Fcustomer", "%00"])(
    "does not know %s",
    async (id) => {
      const { status, body } = await call(await open(), "GET", `/v1/appointments/${id}`);

      expect([status, body]).toMatchObject([404, { error: { code: "appointment_unknown" } }]);
    },
  );
});

describe("an operator's wish", () => {
  it("is done once, however often it is sent", async () => {
    const { house, id } = await withAppointment();
    const confirm = () => call(house, "POST", `/v1/appointments/${id}/confirm`, { key: "k1" });
    const [first, again] = [await confirm(), await confirm()];

    expect(first.body).toMatchObject({ outcome: "committed" });
    expect(again.body).toEqual({ outcome: "repeated", version: versionIn(first.body) });
    expect(await statusOf(house, id)).toBe("confirmed");
  });

  it("finds nothing new where another wish has done it already", async () => {
    const { house, id } = await withAppointment();
    await call(house, "POST", `/v1/appointments/${id}/confirm`, { key: "k1" });
    const { body } = await call(house, "POST", `/v1/appointments/${id}/confirm`, { key: "k2" });

    expect(body).toMatchObject({ outcome: "nothing_new" });
  });

  it("is refused under a key that stands for another wish", async () => {
    const { house, id } = await withAppointment();
    await call(house, "POST", `/v1/appointments/${id}/confirm`, { key: "k1" });
    const { status, body } = await call(house, "POST", `/v1/appointments/${id}/no-show`, {
      key: "k1",
    });

    expect([status, body]).toMatchObject([409, { error: { code: "command_id_reused" } }]);
  });

  it.each([undefined, "", "two words", "k".repeat(129)])(
    "needs a usable key, not %j",
    async (key) => {
      const { house, id } = await withAppointment();
      const { status, body } = await call(house, "POST", `/v1/appointments/${id}/confirm`, { key });

      expect([status, body]).toMatchObject([
        400,
        { error: { code: "payload_invalid", details: { path: "Idempotency-Key" } } },
      ]);
      expect(await statusOf(house, id)).toBe("booked");
    },
  );

  it("is refused where the appointment's rules have no such way", async () => {
    const { house, id } = await withAppointment();
    const { status, body } = await call(house, "POST", `/v1/appointments/${id}/complete`, {
      key: "k1",
    });

    expect([status, body]).toMatchObject([
      409,
      { error: { code: "transition_unsupported", details: { from: "booked", to: "completed" } } },
    ]);
  });

  it.each(["confirm", "complete", "no-show", "cancel"])(
    "cannot %s what is not there",
    async (verb) => {
      const house = await open();
      for (const id of [unknownId, "no-such-id", "%00"]) {
        const path = `/v1/appointments/${id}/${verb}`;
        const { status, body } = await call(house, "POST", path, { key: "k1" });

        expect([status, body]).toMatchObject([404, { error: { code: "appointment_unknown" } }]);
      }
    },
  );

  it("cancels the booking that is the current one, with its reason, and repeats it", async () => {
    const { house, id } = await withAppointment();
    const cancel = () =>
      call(house, "POST", `/v1/appointments/${id}/cancel`, {
        key: "k1",
        body: { reason: "Storm" },
      });

    expect((await cancel()).body).toMatchObject({ outcome: "committed" });
    expect((await cancel()).body).toMatchObject({ outcome: "repeated" });
    const { body } = await call(house, "GET", `/v1/appointments/${id}`);
    expect(body).toMatchObject({ appointment: { status: "cancelled" }, planned: [] });
    expect(JSON.stringify(body)).toContain('"quote":"Storm"');
  });

  it.each([
    ["{", "malformed_json"],
    ['{"reason":1}', "payload_invalid"],
    ['{"because":"no"}', "payload_invalid"],
    ['{"reason":"a","reason":"b"}', "malformed_json"],
    ["x".repeat(300_000), "payload_too_large"],
  ])("with a body that cannot be used changes nothing: %.30s", async (raw, code) => {
    const { house, id } = await withAppointment();
    const { body } = await call(house, "POST", `/v1/appointments/${id}/cancel`, { key: "k1", raw });

    expect(body).toMatchObject({ error: { code } });
    expect(await statusOf(house, id)).toBe("booked");
  });
});

describe("a task", () => {
  it("is listed until somebody closes it, in whatever stream it was opened", async () => {
    const house = await open();
    // One in an appointment's stream, two in a customer's, one in that of a delivery we could not take.
    await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z"), phone: null })));
    await house.customerTexts("+14045550123", "Is there parking?");
    await house.customerTexts("+14045550123", "And a lift?");
    await house.post(inviteeCreated({ ...other, zone: "Mars/Olympus" }));
    const tasks = async () =>
      ((await call(house, "GET", "/v1/tasks")).body as { tasks: Task[] }).tasks;
    const before = await tasks();

    expect(new Set(before.map(({ stream }) => stream.split("/")[0]))).toEqual(
      new Set(["appointment", "customer", "intake"]),
    );
    expect(before.map(({ priority }) => priority)).toEqual(["high", "high", "medium", "medium"]);
    for (const { id } of before) {
      const closed = await call(house, "POST", `/v1/tasks/${id}/close`, { key: `close-${id}` });
      expect(closed.body).toMatchObject({ outcome: "committed" });
      await house.drive.drain();
      const again = await call(house, "POST", `/v1/tasks/${id}/close`, { key: "another" });
      expect(again.body).toMatchObject({ outcome: "nothing_new" });
    }
    expect(await tasks()).toEqual([]);
  });

  it("that never was is not found", async () => {
    const { status } = await call(await open(), "POST", `/v1/tasks/${unknownId}/close`, {
      key: "k1",
    });

    expect(status).toBe(404);
  });
});

describe("a run", () => {
  it("is paused, goes on, and ends at an operator's word", async () => {
    const { house, id } = await withAppointment();
    const run = await runOf(house, id);
    const wish = async (verb: string) =>
      (await call(house, "POST", `/v1/runs/${id}/${run}/${verb}`, { key: verb })).status;

    const standing = async () =>
      ((await call(house, "GET", `/v1/appointments/${id}`)).body as { readonly runs: unknown })
        .runs;

    expect(await standing()).toMatchObject([
      { id: run, journey: "reminder-sequence", status: "waiting" },
    ]);
    expect(await wish("resume")).toBe(409);
    expect(await wish("pause")).toBe(200);
    expect(await standing()).toMatchObject([{ id: run, status: "paused", why: null }]);
    await house.turnTo("2026-03-04T16:00:00Z");
    expect(house.texts("+14045550123")).toHaveLength(1);
    expect((await call(house, "POST", `/v1/runs/${id}/${run}/cancel`, { key: "end" })).status).toBe(
      200,
    );
    expect(await standing()).toMatchObject([{ id: run, status: "cancelled", why: "operator" }]);
    await house.turnTo("2026-03-06T14:00:00Z");
    expect(house.texts("+14045550123")).toHaveLength(1);
  });
});

describe("erasing a customer", () => {
  it("leaves nothing of them to read, and is repeated without harm", async () => {
    const { house, id, customer } = await withAppointment();
    await house.post(
      inviteeCanceled(booking({ start }), { at: start, by: "invitee", reason: "private" }),
    );
    const erase = () => call(house, "POST", `/v1/customers/${customer}/erase`, { key: "e1" });

    expect((await erase()).body).toMatchObject({ outcome: "committed" });
    await house.drive.drain();
    expect((await erase()).body).toMatchObject({ outcome: "repeated" });

    const one = await call(house, "GET", `/v1/appointments/${id}`);
    const list = await call(house, "GET", "/v1/appointments");
    expect(one.body).toMatchObject({
      customer: { status: "erased" },
      appointment: { status: "cancelled" },
    });
    expect(list.body).toMatchObject({ appointments: [{ name: null, isErased: true }] });
    expect(JSON.stringify([one.body, list.body])).not.toMatch(/Ada|5550123|private|example\.com/);
  });

  it("is refused for somebody unknown", async () => {
    const path = `/v1/customers/${unknownId}/erase`;
    const { status, body } = await call(await open(), "POST", path, { key: "e1" });

    expect([status, body]).toMatchObject([404, { error: { code: "customer_unknown" } }]);
  });
});

type Task = { readonly id: string; readonly stream: string; readonly priority: string };

const token = "token-of-a-test";
const start = at("2026-03-06T15:00:00Z");
const unknownId = "0".repeat(32);

const opened: TestHouse[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

const open = async (): Promise<TestHouse> => {
  const house = await testHouse("2026-03-02T15:00:00Z");
  opened.push(house);
  await house.composed.tokens.put(token, house.composed.deps.localTenant);
  return house;
};

const withAppointment = async () => {
  const house = await open();
  await house.post(inviteeCreated(booking({ start })));
  const { body } = await call(house, "GET", "/v1/appointments");
  const [row] = (body as { appointments: { id: string; customer: string }[] }).appointments;
  return { house, id: row?.id ?? "", customer: row?.customer ?? "" };
};

const other = booking({
  start: at("2026-03-06T17:00:00Z"),
  name: "Bo Two",
  phone: "+1 404-555-0199",
  inviteeUri: "https://api.calendly.com/scheduled_events/EVENT2/invitees/INVITEE2",
  eventUri: "https://api.calendly.com/scheduled_events/EVENT2",
});

type Wish = { readonly key?: string | undefined; readonly body?: unknown; readonly raw?: string };

const call = async (house: TestHouse, method: string, path: string, wish: Wish = {}) => {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (wish.key !== undefined) headers.set("idempotency-key", wish.key);
  const body = wish.raw ?? (wish.body === undefined ? null : JSON.stringify(wish.body));
  const response = await house.handle(
    new Request(`http://127.0.0.1${path}`, { method, headers, body }),
  );
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as unknown,
  };
};

const versionIn = (body: unknown): number => (body as { version: number }).version;

const statusOf = async (house: TestHouse, id: string): Promise<string> => {
  const { body } = await call(house, "GET", `/v1/appointments/${id}`);
  return (body as { appointment: { status: string } }).appointment.status;
};

const runOf = async (house: TestHouse, id: string): Promise<string> => {
  const { body } = await call(house, "GET", `/v1/appointments/${id}`);
  const { happened } = body as { happened: { title: string; ids: { run?: string } }[] };
  return happened.find(({ title }) => title === "“Reminders before a visit” begun")?.ids.run ?? "";
};

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "#adapters/sandbox-carrier/faults";
import { at } from "#core/kernel/time";
import { tenant } from "#local/seed";
import { booking, inviteeCreated, newFolder, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const ada = "+14045550123";
const sam = "+14045550177";
const olga = "+14045550188";
const morning = "2026-03-02T15:00:00Z";
const visit = booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(morning) });

let folder: string;
let house: TestHouse;
let records: Records;
let fault: Fault;
const open = async (start = morning): Promise<void> => {
  house = await testHouse(start, {
    folder,
    faults: ({ operation }) => (operation === "create" ? fault : "run"),
  });
  records = recordsOf(house.composed);
  await house.composed.tokens.put("operator-token", tenant);
};
beforeEach(async () => {
  folder = newFolder();
  fault = "run";
  await open();
});
afterEach(() => house.close());

let key = 0;
const call = async (
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<Record<string, unknown>> => {
  key += 1;
  const response = await house.handle(
    new Request(`http://127.0.0.1${path}`, {
      method,
      headers: { authorization: "Bearer operator-token", "idempotency-key": `key-${key}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  await house.drive.drain();
  return (await response.json()) as Record<string, unknown>;
};

const texts = { high: "text", medium: "text", low: "dashboard" };
const add = (name: string, phone: string, role: string, rest: object = {}) =>
  call("POST", "/v1/operators", { name, phone, roles: [role], notify: texts, ...rest });

const tasks = async () => {
  const { tasks: listed } = await call("GET", "/v1/tasks");
  return (listed as Record<string, string>[]).map(
    ({ kind, priority, owner, dueAt }) => `${kind} (${priority}) ${owner} by ${dueAt}`,
  );
};
const idOfFirst = async (): Promise<string> => {
  const { tasks: listed } = await call("GET", "/v1/tasks");
  return (listed as { id: string }[])[0]?.id ?? "";
};
const asks = (body = "Do I need to bring my insurance card?") => house.customerTexts(ada, body);

describe("a question that a customer asks", () => {
  it("is a task with owner and deadline, told once; then the owner's; then nobody's", async () => {
    await add("Sam Example", sam, "front_desk");
    await add("Olga Example", olga, "owner");
    await house.post(inviteeCreated(visit));
    await asks();

    expect(await tasks()).toEqual([
      "answer-needed (medium) Front desk by 2026-03-02T17:00:00.000Z",
    ]);
    const id = await idOfFirst();
    expect(house.texts(sam)).toEqual([
      `2026-03-02T15:00:00.000Z Riverside Clinic: Answer the customer's text (visit Thu 12 Mar, 11:00; medium, by 12:00). http://127.0.0.1/tasks/${id}`,
    ]);
    expect(house.texts(olga)).toEqual([]);

    await house.turnTo("2026-03-02T17:30:00Z");
    expect(await tasks()).toEqual(["answer-needed (high) Owner by 2026-03-02T18:00:00.000Z"]);
    expect(house.texts(sam)).toHaveLength(1);
    expect(house.texts(olga)).toHaveLength(1);

    expect(await call("POST", `/v1/tasks/${id}/close`, { reason: "Called her" })).toMatchObject({
      outcome: "committed",
    });
    expect(await tasks()).toEqual([]);
    await house.turnTo("2026-03-04T17:30:00Z");
    expect(house.texts(sam)).toHaveLength(1);
    expect(house.texts(olga)).toHaveLength(1);
  });

  it("is told once over a kill before the text went, and over a feed that comes again", async () => {
    await add("Sam Example", sam, "front_desk");
    fault = "fail-before";
    await house.post(inviteeCreated(visit));
    await asks();
    expect(house.texts(sam)).toEqual([]);
    await house.leave();

    fault = "run";
    await open();
    for (const reader of ["react", "project"])
      await house.composed.deps.cursors.restart(tenant, reader);
    await house.drive.drain();
    await house.turnTo("2026-03-02T16:30:00Z");

    expect(house.texts(sam)).toHaveLength(1);
    expect(await records.tasks()).toEqual(["answer-needed (medium)"]);
  });

  it("is told once where the carrier's answer was lost: it is looked up, and not sent again", async () => {
    await add("Sam Example", sam, "front_desk");
    await house.post(inviteeCreated(visit));
    fault = "lose-reply";
    await asks();
    fault = "run";
    await house.turnTo("2026-03-02T16:30:00Z");

    expect(house.texts(sam)).toHaveLength(1);
    expect((await call("GET", "/v1/operators"))["operators"]).toMatchObject([
      { notices: { planned: 1, sent: 1, suppressed: 0, failed: 0, pending: 0 } },
    ]);
  });
});

describe("whoever is told", () => {
  it("gets no storm: what comes within ten minutes is one text, without a word about anybody", async () => {
    await add("Sam Example", sam, "front_desk");
    await house.post(inviteeCreated(visit));
    for (const body of ["Where do I park?", "Is there wifi?", "May I bring my dog?"])
      await asks(body);
    expect(house.texts(sam)).toHaveLength(1);
    await house.turnTo("2026-03-02T15:20:00Z");

    expect(house.texts(sam)[1]).toBe(
      "2026-03-02T15:10:00.000Z Riverside Clinic: 2 tasks wait for you. The first: Answer the customer's text (visit Thu 12 Mar, 11:00; by 12:00). http://127.0.0.1/tasks",
    );
    expect(house.texts(sam).join()).not.toMatch(/Ada|0123|park|dog/);
  });

  it("hears nothing of what was done before the next text", async () => {
    await add("Sam Example", sam, "front_desk");
    await house.post(inviteeCreated(visit));
    await asks("Where do I park?");
    await asks("Is there wifi?");
    for (let left = 2; left > 0; left -= 1)
      await call("POST", `/v1/tasks/${await idOfFirst()}/close`, {});
    await house.turnTo("2026-03-02T16:00:00Z");

    expect(house.texts(sam)).toHaveLength(1);
  });

  it("sleeps through what can wait, and not through what a visit within the hour needs", async () => {
    const quietHours = { from: "09:00", until: "13:00" };
    await add("Sam Example", sam, "front_desk", { quietHours });
    await house.post(inviteeCreated({ ...visit, start: at("2026-03-02T17:15:00Z") }));
    await asks();
    await asks("I need to cancel my appointment");
    expect(house.texts(sam)).toEqual([]);
    await house.turnTo("2026-03-02T16:14:00Z");
    expect(house.texts(sam)).toEqual([]);
    await house.turnTo("2026-03-02T16:15:00Z");

    expect(house.texts(sam)).toHaveLength(1);
    expect(house.texts(sam)[0]).toContain("2 tasks wait for you, 2 of high priority");
  });

  it("reads of the visit as it stands when the text goes, not as it was when the task arose", async () => {
    const quietHours = { from: "09:00", until: "11:00" };
    await add("Sam Example", sam, "front_desk", { quietHours });
    await house.post(inviteeCreated(visit));
    await asks();
    const moved = {
      ...visit,
      inviteeUri: `${visit.inviteeUri}-2`,
      oldInvitee: visit.inviteeUri,
      start: at("2026-03-17T18:30:00Z"),
      end: at("2026-03-17T19:00:00Z"),
    };
    await house.post(inviteeCreated(moved));
    await house.turnTo("2026-03-02T16:30:00Z");

    expect(house.texts(sam).join()).toContain("(visit Tue 17 Mar, 14:30; medium, by 12:00)");
  });

  it("texts STOP, and only the dashboard tells them; another word is nobody's task", async () => {
    await add("Sam Example", sam, "front_desk");
    await house.post(inviteeCreated(visit));
    await house.customerTexts(sam, "ok, on my way");
    expect(await records.tasks()).toEqual([]);
    await house.customerTexts(sam, "STOP");
    await asks();

    expect(house.texts(sam)).toEqual([]);
    const { notices } = await call("GET", `/v1/tasks/${await idOfFirst()}`);
    expect(notices).toMatchObject([{ state: "suppressed", why: "opted_out", name: "Sam Example" }]);
  });

  it("is nobody where nobody has the role, and the task says so", async () => {
    await add("Olga Example", olga, "owner");
    await house.post(inviteeCreated(visit));
    await asks();

    expect((await call("GET", "/v1/tasks"))["tasks"]).toMatchObject([{ nobodyTold: "front_desk" }]);
    expect(house.texts(olga)).toEqual([]);
  });

  it("has gone: their name and phone are nowhere to be read, and nothing is sent", async () => {
    await add("Sam Example", sam, "front_desk");
    const { operators } = await call("GET", "/v1/operators");
    const [{ operator }] = operators as [{ operator: string }];
    await call("POST", `/v1/operators/${operator}/remove`, {});
    await house.post(inviteeCreated(visit));
    await asks();

    expect(house.texts(sam)).toEqual([]);
    const { commits } = await house.composed.store.read(tenant, `tenant/${tenant}` as never);
    expect(JSON.stringify(commits)).not.toMatch(/Sam Example|0177/);
  });
});

describe("a visit at half past eight that nobody confirms", () => {
  it("wakes nobody at half past two: the front desk hears of it in the morning, by name and by day", async () => {
    await add("Sam Example", sam, "front_desk", { quietHours: { from: "20:00", until: "07:00" } });
    await add("Olga Example", olga, "owner");
    const start = at("2026-03-05T13:30:00Z");
    await house.post(inviteeCreated(booking({ start, createdAt: at(morning) })));
    await house.turnTo("2026-03-05T11:59:00Z");

    expect(await tasks()).toContainEqual(expect.stringMatching(/^no-answer \(high\)/));
    expect(house.texts(sam).filter((text) => text > "2026-03-05")).toEqual([]);
    await house.turnTo("2026-03-05T12:45:00Z");
    expect(house.texts(sam).at(-1)).toMatch(/^2026-03-05T12:00.*visit Thu 5 Mar, 08:30/);
    // She has said nothing, and the business is quiet until nine: an hour before the visit.
    expect(house.texts(olga).at(-1)).toMatch(/^2026-03-05T12:30.*visit Thu 5 Mar, 08:30/);
  });
});

describe("taking a task on", () => {
  it("spares the others, and giving it to somebody tells them", async () => {
    await add("Sam Example", sam, "front_desk");
    await add("Olga Example", olga, "owner");
    const { operators } = await call("GET", "/v1/operators");
    const [first, second] = operators as { operator: string }[];
    await house.post(inviteeCreated(visit));
    await asks();
    const id = await idOfFirst();
    await call("POST", `/v1/tasks/${id}/claim`, { operator: first?.operator, reason: "Mine" });
    expect((await call("GET", "/v1/tasks"))["tasks"]).toMatchObject([
      { operatorName: "Sam Example" },
    ]);
    expect(house.texts(sam)).toHaveLength(1);
    await call("POST", `/v1/tasks/${id}/assign`, { operator: second?.operator });
    expect(house.texts(olga)).toHaveLength(1);

    const { story } = await call("GET", `/v1/tasks/${id}`);
    expect((story as { title: string }[]).map(({ title }) => title)).toEqual([
      "Front desk is to do it by 12:00: Answer the customer’s text",
      "Sam Example has taken it on: Answer the customer’s text",
      "Olga Example was asked: Answer the customer’s text",
    ]);
  });
});

describe("forty visits of the same hour that nobody confirms", () => {
  it("become forty tasks of one person at the same moment, and each is told", async () => {
    await add("Sam Example", sam, "front_desk");
    const start = at("2026-03-05T15:00:00Z");
    for (let n = 10; n < 50; n++) {
      const eventUri = `https://api.calendly.com/scheduled_events/HOUR-${n}`;
      const inviteeUri = `${eventUri}/invitees/HOUR-${n}`;
      const phone = `+1 404-555-01${n}`;
      const createdAt = at(morning);
      await house.post(inviteeCreated(booking({ start, phone, eventUri, inviteeUri, createdAt })));
    }
    await house.turnTo("2026-03-05T14:00:00Z");

    const { tasks: listed } = await call("GET", "/v1/tasks?limit=100");
    expect((listed as { kind: string }[]).filter(({ kind }) => kind === "no-answer")).toHaveLength(
      40,
    );
    expect(house.log.filter((line) => line.includes("feed.failed"))).toEqual([]);
  });
});

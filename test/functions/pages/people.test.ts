import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { seedOperator } from "#local/seed-operator";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const ada = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
});
afterEach(() => house.close());

const page = async (path: string): Promise<string> => {
  const response = await house.handle(new Request(`http://127.0.0.1${path}`));
  return `${response.status} ${await response.text()}`;
};
const post = async (path: string, body: object | string): Promise<Response> => {
  const isJson = typeof body === "object";
  const response = await house.handle(
    new Request(`http://127.0.0.1${path}`, {
      method: "POST",
      headers: {
        "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
      },
      body: isJson ? JSON.stringify(body) : body,
    }),
  );
  await house.drive.drain();
  return response;
};
const withTask = async (): Promise<string> => {
  await seedOperator(house.composed.deps);
  await house.post(inviteeCreated(visit));
  await house.customerTexts(ada, "Do I need my insurance card?");
  const [, id = ""] = /href="\/tasks\/([0-9a-f]{32})"/.exec(await page("/tasks")) ?? [];
  return id;
};

describe("the pages of tasks", () => {
  it("list what waits with owner and time, and say in words what is overdue", async () => {
    expect(await page("/tasks")).toContain("Nothing waits for a person.");
    await withTask();
    for (const path of ["/tasks", "/"]) {
      expect(await page(path)).toMatch(
        /Answer the customer’s text.*medium priority.*for Front desk/s,
      );
      expect(await page(path)).not.toContain("Overdue");
    }
    await house.turnTo("2026-03-02T19:00:00Z");
    expect(await page("/tasks")).toMatch(/high priority.*Overdue.*for Owner.*was due/s);
  });

  it("show one task: whom it is about, what was done, who was told, and labelled forms", async () => {
    const shown = await page(`/tasks/${await withTask()}`);
    expect(shown).toContain("Ada Example");
    expect(shown).toContain("Front desk is to do it by 12:00");
    expect(shown).toMatch(/Sam Example<\/bdi>.*told by text/s);
    const fields = shown.match(/<(?:input(?! type="hidden")|select|textarea)[^>]*>/g) ?? [];
    const labels = shown.match(/<label>/g) ?? [];
    expect(fields).toHaveLength(labels.length);
  });

  it("say what the customer has written, as written, and nothing of it once they are erased", async () => {
    const id = await withTask();
    for (const path of ["/tasks", "/", `/tasks/${id}`])
      expect(await page(path)).toContain("Do I need my insurance card?</blockquote>");

    await house.customerTexts(ada, "Is <b>Door 2</b> open?");
    expect(await page("/tasks")).toContain("Is &lt;b&gt;Door 2&lt;/b&gt; open?</blockquote>");

    await house.composed.tokens.put("token-of-a-test", house.composed.deps.localTenant);
    const [, customer] = /href="\/customers\/([0-9a-f]{32})"/.exec(await page("/customers")) ?? [];
    const erasure = new Request(`http://127.0.0.1/v1/customers/${customer}/erase`, {
      method: "POST",
      headers: { authorization: "Bearer token-of-a-test", "idempotency-key": "erase" },
    });
    expect((await house.handle(erasure)).status).toBe(200);
    await house.drive.drain();
    expect(await page(`/tasks/${id}`)).toContain("Erased");
    expect(await page(`/tasks/${id}`)).not.toMatch(/insurance card|blockquote class="said"/);
  });

  it("say of a text without words that it has none: a picture, perhaps", async () => {
    await house.post(inviteeCreated(visit));
    await house.customerTexts(ada, "");
    const [, task] = /href="\/tasks\/([0-9a-f]{32})"/.exec(await page("/tasks")) ?? [];
    const [, id] = /href="\/appointments\/([0-9a-f]{32})"/.exec(await page("/tasks")) ?? [];
    const [, customer] = /href="(\/customers\/[0-9a-f]{32})"/.exec(await page("/customers")) ?? [];
    for (const path of ["/tasks", `/tasks/${task}`, `/appointments/${id}`, `${customer}`]) {
      expect(await page(path)).toContain("it has no words: a picture, perhaps");
      expect(await page(path)).not.toContain('<blockquote dir="auto"></blockquote>');
    }
  });

  it("lead to the visit that the text is about, and not to the customer's last one", async () => {
    const id = await withTask();
    const [, meant] = /href="\/appointments\/([0-9a-f]{32})"/.exec(await page("/tasks")) ?? [];
    const later = { start: at("2026-06-12T15:00:00Z"), inviteeUri: `${visit.inviteeUri}-later` };
    await house.post(inviteeCreated(booking(later)));
    for (const path of ["/tasks", `/tasks/${id}`])
      expect(await page(path)).toContain(`href="/appointments/${meant}"`);
  });

  it("say who told of what could not be taken, and why it could not", async () => {
    const past = at("2026-02-12T15:00:00Z");
    await house.post(inviteeCreated(booking({ start: past })));
    const [, task] = /href="\/tasks\/([0-9a-f]{32})"/.exec(await page("/tasks")) ?? [];
    for (const path of ["/tasks", "/", `/tasks/${task}`])
      expect(await page(path)).toContain(
        "Calendly told us of it, and it was refused: the appointment starts in the past.",
      );
  });

  it("close it with a reason, which the visit's timeline tells; twice is once", async () => {
    const id = await withTask();
    const form = { key: "close:1", reason: "Called her back" };
    expect((await post(`/tasks/${id}/close`, form)).status).toBe(200);
    expect(await (await post(`/tasks/${id}/close`, form)).json()).toEqual({ outcome: "repeated" });

    expect(await page(`/tasks/${id}`)).toMatch(/Closed.*Called her back/s);
    const [, appointment] =
      /href="\/appointments\/([0-9a-f]{32})"/.exec(await page(`/tasks/${id}`)) ?? [];
    expect(await page(`/appointments/${appointment}`)).toMatch(
      /For Front desk, by 12:00.*Called her back/s,
    );
    const late = { key: "assign:1", to: "role:owner", reason: "" };
    expect((await post(`/tasks/${id}/assign`, late)).status).toBe(409);
  });

  it("take nothing from a form of a stranger's page, nor for a task that never was", async () => {
    const id = await withTask();
    expect((await post(`/tasks/${id}/close`, "key=a")).status).toBe(400);
    expect((await post(`/tasks/${"0".repeat(32)}/close`, { key: "a" })).status).toBe(404);
    expect(await page(`/tasks/${"0".repeat(32)}`)).toMatch(/^404/);
    expect(await page("/constructor")).toMatch(/^404/);
  });
});

describe("the page of people", () => {
  const kim = {
    key: "add:0",
    name: "Kim Example",
    phone: "(404) 555-0166",
    email: "",
    roles: ["owner"],
    high: "text",
    medium: "dashboard",
    low: "dashboard",
    from: "",
    until: "",
  };

  it("adds somebody, says which role nobody has, and lets them go", async () => {
    expect(await page("/people")).toContain("Nobody is Front desk, Billing, Owner yet.");
    expect((await post("/people", kim)).status).toBe(200);
    const shown = await page("/people");
    expect(shown).toMatch(/Kim Example.*\(404\) 555-0166.*0 messages = 0 sent/s);
    expect(shown).toContain("Nobody is Front desk, Billing yet.");

    const [, id] = /\/people\/([0-9a-f]{32})\/remove/.exec(shown) ?? [];
    expect((await post(`/people/${id}/remove`, { key: "remove:1" })).status).toBe(200);
    const after = await page("/people");
    expect(after).not.toContain("Kim Example");
    const [, key] = /value="(add:\d+)"/.exec(after) ?? [];
    expect((await post("/people", { ...kim, key, name: "Lee Example" })).status).toBe(200);
  });

  it.each([
    ["a phone that is none", { phone: "call me" }, "phone_unparsable"],
    ["texts without a phone", { phone: "" }, "operator_unreachable"],
    ["no role", { roles: [] }, "payload_invalid"],
    ["a role that the pack does not have", { roles: ["boss"] }, "payload_invalid"],
  ])("refuses %s", async (_, wrong, code) => {
    const response = await post("/people", { ...kim, ...wrong });
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  it("says in words what it refuses", async () => {
    const answer = await post("/people", { ...kim, roles: [] });
    expect(await answer.json()).toMatchObject({
      error: { details: { path: "roles", why: "must name at least one" } },
    });
  });

  it("refuses a second person with the same phone", async () => {
    await post("/people", kim);
    const again = await post("/people", { ...kim, key: "add:1", name: "Kim Again" });
    expect([again.status, await again.json()]).toMatchObject([
      409,
      { error: { code: "operator_exists" } },
    ]);
  });
});

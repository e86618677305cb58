import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { assets } from "#web/assets";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

describe("the page of a day", () => {
  it("shows its appointments with their state, by the clock of the business", async () => {
    const house = await open();
    await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
    const text = await page(house, "/?date=2026-03-06");

    expect(text).toContain("<h1>Friday, 6 March 2026</h1>");
    expect(text).toMatch(/10:00<\/time>–10:30<\/td>.*Ada Example.*Booked.*1 sent/);
  });

  it("counts the texts of the day as the page behind it does, whenever their visits are", async () => {
    const house = await open();
    await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
    for (const day of ["2026-03-02", "2026-03-06"]) {
      const [here, behind] = [
        await page(house, `/?date=${day}`),
        await page(house, `/messages?day=${day}`),
      ];
      for (const word of ["sent", "not sent", "failed", "pending"]) {
        const [, count] = new RegExp(`<dt>texts ${word}</dt><dd>(\\d+)</dd>`).exec(here) ?? [];
        expect(behind, `${day} ${word}`).toContain(`<dt>${word}</dt><dd>${count}</dd>`);
      }
    }
    expect(await page(house, "/")).toContain("<dt>texts sent</dt><dd>1</dd>");
  });

  it("shows the day that it is there, which is not the day that it is in UTC", async () => {
    const house = await open("2026-03-03T03:00:00Z");

    expect(await page(house, "/")).toContain("<h1>Monday, 2 March 2026</h1>");
  });

  it("leads to the day before and the day after, across the change of clocks", async () => {
    const text = await page(await open(), "/?date=2026-03-08");

    expect(text).toContain('href="/?date=2026-03-07" rel="prev"');
    expect(text).toContain('href="/?date=2026-03-09" rel="next"');
  });

  it("keeps a visit late in the evening on its own day", async () => {
    const house = await open();
    await house.post(inviteeCreated(booking({ start: at("2026-03-07T04:30:00Z") })));

    expect(await page(house, "/?date=2026-03-06")).toContain("23:30");
    expect(await page(house, "/?date=2026-03-07")).not.toContain("23:30");
  });

  it("says so when there is nothing", async () => {
    const text = await page(await open(), "/");

    expect(text).toContain("No appointments on this day");
    expect(text).toContain("Nothing waits for a person.");
  });

  it("lists what waits for people, with whom it is about", async () => {
    const house = await open();
    await house.post(
      inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z"), phone: null, name: "Léa Ohm" })),
    );
    await house.post(inviteeCreated(otherBooking));
    await house.customerTexts("+14045550199", "Is there parking?");
    const tasks = /<ol class="tasks">(.*?)<\/ol>/s.exec(await page(house, "/"))?.[1] ?? "";

    expect(tasks).toMatch(
      /Find another way to reach the customer.*high.*Léa Ohm.*Answer the customer’s text.*Bo Two/s,
    );
    expect(tasks.match(/\/appointments\/[0-9a-f]{32}/g)).toHaveLength(2);
  });

  it.each(["2026-02-30", "2026-13-01", "tomorrow", "99999-01-01", ""])(
    "draws its own page where a date is none: %j",
    async (date) => {
      const response = await get(await open(), `/?date=${date}`);

      expect(response.status).toBe(404);
      expect(await response.text()).toContain("There is nothing at this address");
    },
  );
});

describe("the page of an appointment", () => {
  it("answers why each text went", async () => {
    const { house, path } = await withAppointment();
    await house.turnTo("2026-03-05T16:00:00Z");
    const text = await page(house, path);

    expect(text).toMatch(
      /Reminder \(48 h before\) sent<\/strong><p class="because" title="by the time zones of \S+, the state hours of \S+ and the area codes of \S+"><b>because:/,
    );
    expect(text).toMatch(/Reminder \(24 h before\) sent/);
    expect(text).toContain("<bdi>Ada Example</bdi>");
  });

  it("answers why a text did not go", async () => {
    const { house, path } = await withAppointment();
    await house.customerTexts("+14045550123", "STOP");
    await house.turnTo("2026-03-04T16:00:00Z");
    const text = await page(house, path);

    expect(text).toContain("No texts: opted out");
    expect(text).toMatch(
      /Reminder \(48 h before\) not sent<\/strong><p class="because"><b>because:<\/b> the customer has opted out of texts/,
    );
  });

  it("says what comes next, until there is nothing", async () => {
    const { house, path } = await withAppointment();

    expect(await page(house, path)).toMatch(
      /What comes next.*Wed 4 Mar.*Reminder \(48 h before\)/s,
    );
    await house.turnTo("2026-03-12T15:00:00Z"); // What follows after the visit is over, too.
    expect(await page(house, path)).toContain("Nothing more is planned.");
  });

  it("shows the phone beside it, both ways, with a clock to turn to the next moment", async () => {
    const { house, path } = await withAppointment();
    await house.customerTexts("+14045550123", "C");
    const text = await page(house, path);

    expect(text).toMatch(/bubble outbound.*your appointment is booked.*bubble inbound.*>C</s);
    expect(text).toContain('action="/sandbox/phone/+14045550123"');
    expect(text).toContain("(404) 555-0123");
    expect(text).toContain("2026-03-04T15:00:00.000Z&quot;}");
  });

  it("names the customer's own zone where it is another", async () => {
    const { house, path } = await withAppointment({ zone: "America/Denver" });

    expect(await page(house, path)).toContain("Fri 6 Mar, 08:00 in America/Denver");
  });

  it.each(["/appointments/00000000000000000000000000000000", "/appointments/x", "/appointments"])(
    "draws its own page where there is none: %s",
    async (path) => {
      expect((await get(await open(), path)).status).toBe(404);
    },
  );

  it("tells another version as soon as something has happened", async () => {
    const { house, path } = await withAppointment();
    const version = async () => (await get(house, path)).headers.get("x-version");
    const before = await version();

    expect(await version()).toBe(before);
    await house.customerTexts("+14045550123", "C");
    expect(await version()).not.toBe(before);
  });
});

describe("what is written by strangers", () => {
  it.each([
    ["markup", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    [
      "an attribute",
      `"><img src=x onerror='a()'>`,
      "&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;",
    ],
    ["right to left", "محمد \u202eevil", "محمد evil"], // The mark that turns the direction is not even kept.
    ["emoji", "Sven 🙂 Larsson", "Sven 🙂 Larsson"],
  ])("stays text on both pages: %s", async (_, name, shown) => {
    const { house, path } = await withAppointment({ name });

    expect(await page(house, path)).toContain(`<h1><bdi>${shown}</bdi></h1>`);
    expect(await page(house, "/?date=2026-03-06")).toContain(`<bdi>${shown}</bdi></a>`);
  });

  it("stays text in a bubble and in a quote", async () => {
    const { house, path } = await withAppointment();
    await house.customerTexts("+14045550123", "<b onclick=a()>bold</b> & more?");
    const text = await page(house, path);

    expect(text).not.toContain("<b onclick");
    expect(text.match(/&lt;b onclick=a\(\)&gt;bold&lt;\/b&gt; &amp; more\?/g)).toHaveLength(2);
  });

  it("is gone once the customer has been erased", async () => {
    const { house, path } = await withAppointment({ name: "Vera Gone" });
    await house.customerTexts("+14045550123", "my secret");
    const { apiToken, customer } = await apiOf(house);
    await house.handle(
      new Request(`http://127.0.0.1/v1/customers/${customer}/erase`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiToken}`, "idempotency-key": "e1" },
      }),
    );
    await house.drive.drain();
    const [one, day] = [await page(house, path), await page(house, "/?date=2026-03-06")];

    expect(one).toContain("<h1><bdi>Erased</bdi></h1>");
    expect(one).toContain("These words have been erased.");
    expect(day).toMatch(/<a href="\/appointments\/[0-9a-f]+"><bdi>Erased<\/bdi><\/a><\/td>/);
    expect(one + day).not.toMatch(/Vera Gone|my secret|0123|\[erased\]/);
  });
});

describe("a page", () => {
  it.each(["/", "/nowhere", "/assets/app.js", "/assets/style.css"])(
    "may load only what is ours, and be framed by nobody: %s",
    async (path) => {
      const { headers } = await get(await open(), path);

      expect(headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'.*require-trusted-types-for 'script'$/,
      );
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    },
  );

  it("has no script and no style between its lines", async () => {
    const { house, path } = await withAppointment();
    const text = await page(house, path);

    expect(text).not.toMatch(/<script(?! src)|<style| style=| on\w+=|javascript:/);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).toContain('<html lang="en">');
  });

  it("speaks of people, so that nobody on the way may keep it", async () => {
    expect((await get(await open(), "/")).headers.get("cache-control")).toBe("no-store");
  });

  it("weighs little, with all that it loads", async () => {
    const house = await open();
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8])
      await house.post(
        inviteeCreated({ ...otherBooking, inviteeUri: `${otherBooking.inviteeUri}${number}` }),
      );
    const day = await page(house, "/?date=2026-03-06");
    const loaded = Object.entries(assets).filter(([address]) => day.includes(`"${address}?`));
    const weight = [day, ...loaded.map(([, asset]) => bodyOf(asset))];
    expect(loaded).toHaveLength(2);

    expect(day.match(/Bo Two/g)).toHaveLength(8);
    expect(Buffer.byteLength(weight.join(""))).toBeLessThan(15 * 1024);
  });

  it.each(["/", "/?date=2026-03-03", `/appointments/${"0".repeat(32)}`, "/assets/style.css"])(
    "refuses to be written to: %s",
    async (path) => {
      const house = await open();
      for (const method of ["POST", "PUT", "DELETE"]) {
        const response = await house.handle(new Request(`http://127.0.0.1${path}`, { method }));
        expect(response.status).toBe(405);
        expect(response.headers.get("allow")).toBe("GET, HEAD");
        expect(await response.json()).toMatchObject({ error: { code: "method_not_allowed" } });
      }
    },
  );

  it("may be asked for its head alone", async () => {
    const head = new Request("http://127.0.0.1/", { method: "HEAD" });
    const response = await (await open()).handle(head);
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it.each(["/nowhere", "/sandbox/nowhere", `/appointments/${"0".repeat(32)}`])(
    "is a page where a browser looks for what is nowhere, and the envelope of all errors for a program: %s",
    async (path) => {
      const house = await open();
      const asked = (accept: string) =>
        house.handle(new Request(`http://127.0.0.1${path}`, { headers: { accept } }));
      const read = await asked("text/html,application/xhtml+xml,*/*;q=0.8");
      expect([read.status, read.headers.get("content-type")]).toEqual([
        404,
        "text/html; charset=utf-8",
      ]);
      for (const accept of ["application/json", "*/*"]) {
        const response = await asked(accept);
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
      }
    },
  );

  it("that is nowhere is not found, and says so to a program in the program's words", async () => {
    const post = new Request("http://127.0.0.1/nowhere", { method: "POST" });
    const response = await (await open()).handle(post);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
  });
});

describe("a table", () => {
  it("breaks a name of one endless word, and not what stands beside it", async () => {
    const house = await open();
    const sheet = await page(house, "/assets/style.css");
    expect(sheet).toMatch(/table \{[^}]*overflow-wrap:break-word;/);
    expect(sheet).toMatch(/bdi \{overflow-wrap:anywhere;\}/);
    expect(await page(house, "/assets/customer.css")).toMatch(/\.list bdi \{white-space:normal;\}/);
  });
});

describe("an asset", () => {
  it("may be kept for ever under the address that a page names", async () => {
    const house = await open();
    const [address = ""] = /\/assets\/style\.css\?v=[0-9a-f]+/.exec(await page(house, "/")) ?? [];
    const response = await get(house, address);

    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).toBe("text/css; charset=utf-8");
  });

  it("is asked for again under its bare address, and not sent again unchanged", async () => {
    const house = await open();
    const first = await get(house, "/assets/app.js");
    const again = await get(house, "/assets/app.js", {
      "if-none-match": first.headers.get("etag") ?? "",
    });

    expect(first.headers.get("cache-control")).toBe("no-cache");
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  });

  it.each(["/assets/constructor", "/assets/", "/assets/../web/script.ts"])(
    "is nothing else: %s",
    async (path) => {
      expect((await get(await open(), path)).status).toBe(404);
    },
  );
});

const opened: TestHouse[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

const open = async (start = "2026-03-02T15:00:00Z"): Promise<TestHouse> => {
  const house = await testHouse(start);
  opened.push(house);
  return house;
};

const get = (house: TestHouse, path: string, headers: Readonly<Record<string, string>> = {}) =>
  house.handle(
    new Request(`http://127.0.0.1${path}`, { headers: { accept: "text/html", ...headers } }),
  );

const page = async (house: TestHouse, path: string): Promise<string> =>
  (await get(house, path)).text();

const withAppointment = async (story: Partial<Parameters<typeof booking>[0]> = {}) => {
  const house = await open();
  await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z"), ...story })));
  const [path = ""] =
    /\/appointments\/[0-9a-f]{32}/.exec(await page(house, "/?date=2026-03-06")) ?? [];
  return { house, path };
};

const otherBooking = booking({
  start: at("2026-03-06T17:00:00Z"),
  name: "Bo Two",
  phone: "+1 404-555-0199",
  inviteeUri: "https://api.calendly.com/scheduled_events/EVENT2/invitees/INVITEE2",
  eventUri: "https://api.calendly.com/scheduled_events/EVENT2",
});

const apiOf = async ({ composed }: TestHouse) => {
  const { deps, tokens } = composed;
  await tokens.put("token-of-a-test", deps.localTenant);
  const [item] = await deps.views.range(deps.localTenant, {
    view: "appointments",
    index: "index1",
    from: "0",
    to: "9",
    limit: 1,
  });
  if (item === undefined) throw new Error("Cannot find the appointment");
  const { customer } = item.data as { customer: string };
  return { apiToken: "token-of-a-test", customer };
};

const bodyOf = ({ body }: { readonly body: string }): string => body;

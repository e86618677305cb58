import { expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, testHouse } from "#test/support/house";

it("tells the year of what is far away, before and after", async () => {
  const house = await testHouse("2026-03-02T15:00:00Z");
  const page = async (path: string) =>
    (await house.handle(new Request(`http://127.0.0.1${path}`))).text();
  try {
    await house.post(inviteeCreated(booking({ start: at("2026-12-04T15:00:00Z") })));
    const [visit = ""] = /\/appointments\/[0-9a-f]{32}/.exec(await page("/?date=2026-12-04")) ?? [];

    const ahead = await page(visit);
    expect(ahead).toContain("<dd>Fri 4 Dec 2026, 10:00–10:30</dd>");
    expect(ahead).toMatch(/What comes next.*<h3 class="day">Fri 4 Dec 2026<\/h3>.*The visit/s);
    expect(ahead).toContain('<h3 class="day">Mon 2 Mar</h3>');
    expect(await page("/customers")).toContain(">Fri 4 Dec 2026, 10:00</time>");

    await house.turnTo("2027-07-01T15:00:00Z");
    expect(await page(visit)).toContain('<h3 class="day">Mon 2 Mar 2026</h3>');
    const list = await page("/customers");
    expect(list).toContain(">Fri 4 Dec 2026</time>");
    const [customer = ""] = /\/customers\/[0-9a-f]{32}/.exec(list) ?? [];
    const person = await page(customer);
    expect(person).toContain(">Fri 4 Dec 2026, 10:00</time>");
    expect(person).not.toMatch(/>\w{3} \d+ \w{3},/);
  } finally {
    await house.leave();
  }
});

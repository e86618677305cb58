import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createOpenAiCompatibleModel } from "#adapters/openai-compatible/language-model";
import { type SandboxModel, startSandboxModel } from "#adapters/sandbox-model/server";
import { at } from "#core/kernel/time";
import { calendlyRequest, signed } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const start = at("2026-03-12T15:00:00Z");
const phone = "+14045550123";
const slowMs = 1_500;

let server: SandboxModel;
let house: TestHouse;
beforeEach(async () => {
  server = await startSandboxModel({
    script: () => ({ fault: "slow", says: '{"intent":"confirm","confidence":0.9}' }),
    slowMs,
  });
  const baseUrl = `${server.url}/v1`;
  const settings = {
    apiKey: null,
    model: "slow",
    timeoutMs: 4_000,
    format: "json_object",
  } as const;
  house = await testHouse("2026-03-02T15:00:00Z", {
    reading: {
      model: createOpenAiCompatibleModel({ fetch, baseUrl, ...settings }),
      limits: {
        tokensPerMonth: 1_000_000,
        minorPerMonth: null,
        prices: { inputPerMillion: 0, outputPerMillion: 0 },
      },
    },
  });
  await house.post(inviteeCreated(booking({ start })));
});
afterEach(async () => {
  await house.close();
  await server.close();
});

const asking = () => vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(0), 20_000);

it("lets everybody else's texts go while a model takes its time over one answer", async () => {
  house.drive.start();
  await house.carrier.phone.text(phone, "I shall arrive by zeppelin");
  house.drive.kick();
  await asking();
  const asked = performance.now();

  const uri = "https://api.calendly.com/scheduled_events/EVENT2";
  const other = { eventUri: uri, inviteeUri: `${uri}/invitees/2`, phone: "+14045550124" };
  const body = inviteeCreated(booking({ start, ...other, email: "bob@example.com" }));
  await house.handle(calendlyRequest(house, { body, headers: signed(house, body) }));
  await vi.waitFor(() => expect(house.texts("+14045550124")).toHaveLength(1), 20_000);

  expect(performance.now() - asked).toBeLessThan(slowMs / 2);
  expect(house.texts(phone)).toHaveLength(1);
  await vi.waitFor(() => expect(house.texts(phone)).toHaveLength(2), 20_000);
});

it("asks a few at once, leaves the rest in the queue, and answers all of them", async () => {
  house.drive.start();
  const words = ["zeppelin", "raft", "mule", "sledge", "stilts", "canoe"];
  for (const word of words) await house.carrier.phone.text(phone, `I shall arrive by ${word}`);
  house.drive.kick();
  await asking();
  await new Promise((resolve) => setTimeout(resolve, slowMs / 3));
  expect(server.asked).toHaveLength(4);

  await house.drive.drain();
  expect(server.asked).toHaveLength(words.length);
  const [visit] = await recordsOf(house.composed).appointments();
  expect(visit?.domain.status).toBe("confirmed");
});

it("is waited for by whoever turns the clock: the answer belongs to its moment", async () => {
  await house.carrier.phone.text(phone, "I shall arrive by zeppelin");
  await house.turnTo("2026-03-02T16:00:00Z");
  expect(house.texts(phone)).toHaveLength(2);
  expect(house.texts(phone)[1]).toContain("2026-03-02T15:00:00.000Z");
});

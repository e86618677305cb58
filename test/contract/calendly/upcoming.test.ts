import { afterEach, expect, it } from "vitest";
import { calendlyStage, now, type OpenStage } from "#test/support/booking-stages";
import { plusMs } from "#core/kernel/time";

let stage: OpenStage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

const start = plusMs(now, 86_400_000);
const event = "https://api.calendly.com/scheduled_events/GROUP";

const withEvent = async (uri = event) => {
  stage = await calendlyStage();
  const { sandbox } = stage.port;
  const times = { start_time: start, end_time: plusMs(start, 1_800_000) };
  sandbox.put("events", uri, { uri, ...times });
  return stage.port;
};

it("lists everybody in a group, however large, each under their own name", async () => {
  const { system, sandbox, asking } = await withEvent();
  const uris = Array.from({ length: 230 }, (_, n) => `${event}/invitees/I${n}`);
  for (const uri of uris)
    sandbox.put("invitees", uri, { uri, event, name: "Ada", email: "ada@example.com" });

  const listed = await system.upcoming(asking, null);
  const deliveries = listed.ok ? listed.value.deliveries : [];
  expect(
    deliveries.map(({ change }) => "details" in change && change.details.reference.ref),
  ).toEqual(uris);
  expect(
    deliveries.every(({ change }) => "details" in change && change.details.start === start),
  ).toBe(true);
});

it("takes an invitee who came from another time for a move", async () => {
  const { system, sandbox, asking } = await withEvent();
  const old = "https://api.calendly.com/scheduled_events/OLD/invitees/I0";
  const uri = `${event}/invitees/I1`;
  sandbox.put("invitees", uri, { uri, event, old_invitee: old, name: "Ada" });

  expect(await system.upcoming(asking, null)).toMatchObject({
    value: { deliveries: [{ change: { kind: "rescheduled", oldReference: { ref: old } } }] },
  });
});

it("counts an invitee without a name of their own, and an event that is none", async () => {
  const { system, sandbox, asking } = await withEvent();
  sandbox.put("invitees", "nobody", { event, name: "Ada" });
  sandbox.put("events", "elsewhere", {
    uri: "https://evil.example/../users/me",
    start_time: start,
  });

  expect(await system.upcoming(asking, null)).toMatchObject({
    value: { deliveries: [], unreadable: 2 },
  });
  expect(sandbox.asked().filter((path) => !path.startsWith("/scheduled_events"))).toEqual([]);
});

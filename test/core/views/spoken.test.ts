import { expect, it } from "vitest";
import { at, type Zone } from "#core/kernel/time";
import { parseJourneys } from "#core/profiles/pack-journeys";
import { spokenCondition } from "#core/views/spoken-condition";
import { spokenFrom } from "#core/views/spoken-time";
import { taskTitle, taskWhy } from "#core/views/task-words";
import { actorWords } from "#core/views/timeline-appointment";
import { awaited } from "#core/views/timeline-reasons";
import { packs } from "#functions/packs";

it.each([
  ["appointment.reachable", "only if the customer can be texted"],
  ['appointment.status in ["booked", "confirmed"]', "only while the visit is booked or confirmed"],
  [
    'customer.risk.level == "high" && appointment.deposit != "paid"',
    "only if the risk is high and if no deposit has been paid",
  ],
  ['steps["ask-first"].outcome == "suppressed"', "only if “ask first” was not sent"],
  [
    'appointment.reachable && appointment.answer in ["reschedule", "cancel"] && appointment.status == "booked"',
    "only if the customer can be texted and if the customer wants another time or to cancel and while the visit is booked",
  ],
  [
    'appointment.status == "booked" && appointment.answer == ""',
    "only while the visit is booked and unless the customer has given it up or asked for another time",
  ],
  [
    'steps["two-days"].outcome == "received" && appointment.answer == "after_visit" && !appointment.review_opened',
    "only if “two days” came in time and if the customer has written since the visit and if nobody has opened the review link",
  ],
  ['appointment.answer != "after_visit"', "only if the customer has not written since the visit"],
  ['appointment.deposit == "failed"', "only if the payment of the deposit failed"],
  [
    'steps["first-day"].outcome == "timed_out" && !appointment.review_opened',
    "only if “first day” did not come in time and if nobody has opened the review link",
  ],
  ["appointment.plan > 2", "only if appointment.plan > 2"],
  ['appointment.reachable && size("a") == 1', 'only if appointment.reachable && size("a") == 1'],
  ['appointment.answer == "toString"', 'only if appointment.answer == "toString"'],
  ['steps["a"].outcome == "constructor"', 'only if steps["a"].outcome == "constructor"'],
])("says %s as people do, or as it was written", (source, said) =>
  expect(spokenCondition(source)).toBe(said),
);

it("has words for every condition of the packs that come with the program", () => {
  const conditions = Object.values(packs).flatMap((files) => {
    const journeys = parseJourneys(files);
    if (!journeys.ok) throw new Error("Cannot read a pack of our own");
    return journeys.value.flatMap((journey) =>
      [journey.if, ...journey.steps.map((step) => step.if)].flatMap((one) => one?.source ?? []),
    );
  });
  expect(conditions.length).toBeGreaterThan(20);
  expect(conditions.filter((one) => spokenCondition(one) === `only if ${one}`)).toEqual([]);
});

it.each([
  ["calendly", "Calendly told us"],
  ["calcom", "Cal.com told us"],
])("calls %s by its name", (name, said) =>
  expect(actorWords({ kind: "provider", name })).toBe(said),
);

it("says what is to do, and of a wish to cancel no more than is true of every such wish", () => {
  expect(taskTitle("no-answer")).toBe("Call the customer: they have not said that they come");
  expect(taskWhy("wants-to-cancel")).toBe(
    "the system never cancels a visit; and whoever wrote CANCEL and nothing else may have meant the texts",
  );
});

it("tells the year of a moment that is far away", () => {
  const zone = "America/New_York" as Zone;
  const now = at("2026-03-02T15:00:00Z");
  expect(spokenFrom(now, at("2026-03-02T16:00:00Z"), zone)).toBe("11:00");
  expect(spokenFrom(now, at("2026-03-03T16:00:00Z"), zone)).toBe("Tue 3 Mar, 11:00");
  expect(spokenFrom(now, at("2027-03-03T16:00:00Z"), zone)).toBe("Wed 3 Mar 2027, 11:00");
});

it("names what is waited for, and of many things only the first", () => {
  expect(awaited(["appointment.confirmed", "appointment.answer_noted"])).toBe(
    "a confirmation or an answer",
  );
  const ends = ["moved_away", "continued", "cancelled", "no_show"];
  expect(awaited(["payment.paid", ...ends.map((end) => `appointment.${end}`)])).toBe(
    "the deposit or any change of the visit",
  );
});

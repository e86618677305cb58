import { describe, expect, it } from "vitest";
import { at, type Zone } from "#core/kernel/time";
import { plainWords } from "#core/reply/plain-words";
import { isAt, namesTime, quotedTimes, saidTimes } from "#core/reply/said-time";

const newYork = "America/New_York" as Zone;
/** Friday, March 6, 2026, at ten in the morning, at half past, and at three, in New York. */
const [ten, halfPast, three] = [
  "2026-03-06T15:00:00Z",
  "2026-03-06T15:30:00Z",
  "2026-03-06T20:00:00Z",
];
const isOf = (text: string, start: string, zone: Zone | null = newYork): boolean =>
  isAt(saidTimes(plainWords(text)), { start: at(start), zone });

describe("the time of day that an answer names", () => {
  it.each([
    ["See you then", ten],
    ["See you at 10", ten],
    ["see you at 10am", ten],
    ["10:00", ten],
    ["10.00 a.m.", ten],
    ["at ten", ten],
    ["ahí estaré a las 10", ten],
    ["a las diez de la mañana", ten],
    ["a las 10 y media", halfPast],
    ["mañana en la mañana", ten],
    ["see you at 3", three],
    ["15:00", three],
    ["a las 3 de la tarde", three],
    ["tomorrow afternoon", three],
    ["see you at 9:50", ten], // In good time.
    ["nos vemos el viernes 6", ten], // The day of the month.
    ["el viernes 6 a las 10", ten],
    ["Confirmed 3/6 at 10", ten],
    ["Confirmed 3/06", ten],
    ["confirmo 6/3 a las 10", ten],
    ["Good afternoon, confirmed", ten],
    ["10-4", three],
    ["noon", "2026-03-06T17:00:00Z"],
  ])("%s is that of a visit at %s", (text, start) => expect(isOf(text, start)).toBe(true));

  it.each([
    ["See you at 3pm", ten],
    ["at 3", ten],
    ["a las 3", ten],
    ["a las tres", ten],
    ["10 pm", ten],
    ["a las 10 de la noche", ten],
    ["22:00", ten],
    ["10:10", ten],
    ["9:30", ten],
    ["at 10", halfPast],
    ["see you at 6", ten], // No day of the month beside "at".
    ["el viernes 4", ten],
    ["Confirmed 3/7 at 10", ten],
    ["Confirmed 3/17", ten],
    ["noon", ten],
    ["al mediodía", ten],
    ["tomorrow afternoon", ten],
    ["mañana por la tarde", ten],
    ["en la mañana", three],
    ["tonight", ten],
    ["45", ten],
  ])("%s is not that of a visit at %s", (text, start) => expect(isOf(text, start)).toBe(false));

  it("can be told of no visit whose zone nobody knows", () => {
    expect(isOf("see you at 10", ten, null)).toBe(false);
    expect(isOf("see you then", ten, null)).toBe(true);
  });

  it("stands in a text of ours with its minutes", () => {
    const quoted = (text: string, start: string) =>
      isAt(quotedTimes(text), { start: at(start), zone: newYork });
    expect(quoted("we'll see you on Fri, Mar 6 at 10:00 AM EST. Reply C", ten)).toBe(true);
    expect(quoted("we'll see you on Fri, Mar 6 at 10:00 AM EST. Reply C", three)).toBe(false);
    expect(quoted("la esperamos el vie, 6 mar a las 3:00 p. m.", three)).toBe(true);
  });

  it("is not every number", () => {
    expect(namesTime("i come with 2 children")).toBe(false);
    for (const said of ["at 3", "3 pm", "10 30", "a las tres", "tomorrow morning"])
      expect(namesTime(said)).toBe(true);
  });
});

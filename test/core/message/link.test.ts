import { expect, it } from "vitest";
import { linkFrom } from "#core/message/link";

const calendly = "https://calendly.com/reschedulings/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

it.each([
  calendly,
  "https://book.example-clinic.co.uk:8443/r?id=a%20b&x=~1#top",
  "https://example.com",
])("an address that may be sent: %s", (link) => {
  expect(linkFrom(` ${link}\n`)).toBe(link);
});

it.each([
  ["none", null],
  ["blank", "  "],
  ["not encrypted", "http://calendly.com/r/1"],
  ["of another kind", "javascript:alert(1)"],
  ["with a shout before it", "HTTPS //calendly.com"],
  ["without a host", "https:///r/1"],
  ["on this very machine", "https://localhost/r"],
  ["of a number instead of a name", "https://10.0.0.1/r"],
  ["with a name before the host", "https://calendly.com@evil.example/r"],
  ["with words behind it", "https://calendly.com/r call 555-0100"],
  ["with a line break in it", "https://calendly.com/r\nReply"],
  ["with a control character", "https://calendly.com/\u0000r"],
  ["with a mark that turns the direction", "https://calendly.com/\u202egnp.exe"],
  ["with letters that only look Latin", "https://саlendly.com/r"],
  ["with markup", 'https://calendly.com/"><b>'],
  ["that says STOP", "https://calendly.com/STOP"],
  ["that says CANCEL", "https://calendly.com/r?do=CANCEL"],
  ["that asks to reply yes", "https://calendly.com/reply/yes"],
  ["without end", `https://calendly.com/${"a".repeat(500)}`],
])("no address to send: one %s", (_story, text) => {
  expect(linkFrom(text)).toBeNull();
});

it("is read quickly, however long it is", () => {
  const before = performance.now();
  expect(linkFrom(`https://${"a-.".repeat(100_000)}`)).toBeNull();
  expect(linkFrom(`https://${"a.".repeat(240)}!`)).toBeNull();
  expect(performance.now() - before).toBeLessThan(500);
});

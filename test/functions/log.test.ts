import { describe, expect, it } from "vitest";
import { createLog } from "#adapters/local/log";
import type { LogFields } from "#core/ports/log";

const logged = (fields: LogFields): Readonly<Record<string, unknown>> => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line), {
    least: "info",
    now: () => "2026-03-02T15:00:00.000Z",
  });
  log.info("test.line", fields);
  return JSON.parse(lines[0] ?? "{}") as Readonly<Record<string, unknown>>;
};

describe("a field that should not have been logged", () => {
  it.each([
    ["+1 404-555-0177", "[number]"],
    ["4045550177", "[number]"],
    ["call (404) 555-0177 now", "call ([number] now"],
    ["4111 1111 1111 1111", "[number]"],
    ["quenby@canary.example", "[e-mail]"],
    ["<quenby@canary.example>", "[e-mail]"],
    ["Bearer abc.def-ghi", "[credential]"],
  ])("%s reads %s", (text, masked) => {
    expect(logged({ why: text })["why"]).toBe(masked);
  });

  it("is cut where it is long", () => {
    expect(String(logged({ why: "x".repeat(10_000) })["why"])).toHaveLength(200);
  });
});

describe("a field that people search for", () => {
  it.each([
    "3f0b6a52-7b65-4354-9921-1f16e3af80b3", // Its middle is eleven digits and two hyphens.
    "00000000-0000-4000-8000-000000000000",
    "2026-03-02T15:00:00.000Z",
    "appointment.52ab1e3ff377e39e52cf22fb64daeedc.0f8a024731bb26e7",
    "adapters/local/event-store.ts:91:12",
  ])("%s stays as it is", (text) => {
    expect(logged({ correlationId: text })["correlationId"]).toBe(text);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inboundText } from "#adapters/twilio/inbound";
import { statusReport } from "#adapters/twilio/status";
import { verify } from "#adapters/twilio/verify";

const root = new URL("../../fixtures/twilio/", import.meta.url);
const cases = readdirSync(root).toSorted();

type Recorded = { url: string; headers: Record<string, string>; body: string };

const readJson = (name: string, file: string) =>
  JSON.parse(readFileSync(new URL(`${name}/${file}`, root), "utf8"));

const outcomeOf = ({ url, headers, body }: Recorded): object => {
  const rawBody = new TextEncoder().encode(body);
  const secrets = ["sandbox-token"];
  const verified = verify({ url, rawBody, headers: new Headers(headers), secrets });
  if (!verified.ok) return { refusal: verified.refusal };

  const isStatus = new URL(url).pathname.endsWith("/status");
  const read = isStatus ? statusReport(url, rawBody) : inboundText(rawBody);
  if (!read.ok) return { refusal: read.refusal };
  return isStatus ? { status: read.value } : { inbound: read.value };
};

describe("a webhook from Twilio becomes what its folder expects", () => {
  it.each(cases)("%s", (name) => {
    const expected = readJson(name, "expect.json");
    expect("refusal" in expected).toBe(name.startsWith("ng."));
    expect(outcomeOf(readJson(name, "request.json"))).toEqual(expected);
  });

  it("has folders to walk", () => {
    expect(cases.length).toBeGreaterThanOrEqual(28);
    expect(cases.every((name) => /^(ok|ng)\.[a-z0-9-]+$/.test(name))).toBe(true);
  });
});

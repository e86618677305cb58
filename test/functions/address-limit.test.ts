import { describe, expect, it } from "vitest";
import {
  addressOf,
  createAddressLimit,
  createEndpoints,
  isRefusal,
} from "#functions/address-limit";
import { manifest } from "#manifest";

const clock = () => {
  let ms = 1_000;
  return { now: () => ms, turn: (by: number) => void (ms += by) };
};

const stage = (perMinute = 3, mostAddresses = 10) => {
  const time = clock();
  const limit = createAddressLimit({ perMinute, mostAddresses }, time.now);
  const refuse = (times: number, address = "203.0.113.7", endpoint = "/v1/") =>
    Array.from({ length: times }, () => limit.refused(address, endpoint));
  return { ...time, limit, refuse };
};

describe("an address that is refused", () => {
  it("is listened to until it has been refused too often, and then not for a while", () => {
    const { limit, refuse, turn } = stage();
    expect(refuse(2)).toEqual([false, false]);
    expect(limit.waitMs("203.0.113.7", "/v1/")).toBeNull();
    expect(refuse(1)).toEqual([true]);
    expect(limit.waitMs("203.0.113.7", "/v1/")).toBe(20_000);
    turn(20_000);
    expect(limit.waitMs("203.0.113.7", "/v1/")).toBeNull();
    expect(refuse(1)).toEqual([true]);
  });

  it("has all its tries again after a silence", () => {
    const { refuse, turn } = stage();
    refuse(3);
    turn(60_000);
    expect(refuse(3)).toEqual([false, false, true]);
  });

  it("is listened to at other endpoints, and others are at this one", () => {
    const { limit, refuse } = stage();
    refuse(3);
    expect(limit.waitMs("203.0.113.7", "/v1/webhooks/twilio/")).toBeNull();
    expect(limit.waitMs("203.0.113.8", "/v1/")).toBeNull();
  });

  it.each([
    ["2001:db8:1:2:3:4:5:6", "2001:DB8:1:2::9", true],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["::1:2:3:4", "::9:9:9:9", true],
    ["::ffff:203.0.113.7", "203.0.113.7", true],
  ])("has a whole network beside it: %s and %s", (one, other, isSame) => {
    const { limit, refuse } = stage();
    refuse(3, one);
    expect(limit.waitMs(other, "/v1/") !== null).toBe(isSame);
  });

  it("is forgotten when too many others have been refused since", () => {
    const { limit, refuse } = stage(3, 2);
    refuse(3, "203.0.113.1");
    refuse(3, "203.0.113.2");
    refuse(1, "203.0.113.1");
    refuse(3, "203.0.113.3");
    expect(limit.waitMs("203.0.113.2", "/v1/")).toBeNull();
    expect(limit.waitMs("203.0.113.1", "/v1/")).not.toBeNull();
  });

  it("is always listened to where there is no limit", () => {
    const { limit, refuse } = stage(0);
    expect(refuse(100)).not.toContain(true);
    expect(limit.waitMs("203.0.113.7", "/v1/")).toBeNull();
  });
});

describe("where a request comes from", () => {
  it.each<[string, [string, string | null, number], string | null]>([
    [
      "the socket, where nobody stands in between",
      ["203.0.113.7", "198.51.100.1", 0],
      "203.0.113.7",
    ],
    ["what our proxy saw", ["127.0.0.1", "198.51.100.1, 203.0.113.7", 1], "203.0.113.7"],
    [
      "what the outer of two saw",
      ["127.0.0.1", "6.6.6.6, 203.0.113.7, 10.0.0.1", 2],
      "203.0.113.7",
    ],
    ["nobody, who is this machine", ["127.0.0.1", null, 0], null],
    ["nobody, whose proxy we were not told of", ["127.0.0.1", "203.0.113.7", 0], null],
    ["nobody, whose proxy said nothing", ["::1", null, 1], null],
    ["nobody, behind IPv4 in IPv6", ["::ffff:127.0.0.1", null, 0], null],
    ["the proxy itself, where too few stand there", ["10.0.0.1", "203.0.113.7", 2], "10.0.0.1"],
  ])("is %s", (_, come, address) => {
    expect(addressOf(...come)).toBe(address);
  });
});

it("counts who is refused for what they are, and nobody who is believed", () => {
  expect([400, 401, 404, 405, 413].every(isRefusal)).toBe(true);
  expect([200, 303, 409, 422, 429, 500, 503].some(isRefusal)).toBe(false);
});

it("counts by the endpoints that there are, however many paths somebody makes up", () => {
  const endpointOf = createEndpoints(manifest.http.map(({ path }) => path));
  expect(endpointOf("/v1/webhooks/twilio/abc/inbound")).toBe("/v1/webhooks/twilio/");
  expect(endpointOf("/v1/webhooks/nobody/1")).toBe("/v1/");
  expect(endpointOf("/wp-login.php")).toBe("/");
  expect(endpointOf("/")).toBe("/");
});

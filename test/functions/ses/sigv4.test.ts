import { describe, expect, it } from "vitest";
import { signed } from "#adapters/sigv4";
import { at } from "#core/kernel/time";

/** The account and the moment of AWS's own test suite for Signature Version 4. */
const signing = {
  credentials: {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: ["wJalrXUtnFEMI", "K7MDENG+bPxRfiCYEXAMPLEKEY"].join("/"),
  },
  region: "us-east-1",
  service: "service",
  now: at("2015-08-30T12:36:00Z"),
};

const url = "https://example.amazonaws.com/";
const signatureOf = (request: Partial<Parameters<typeof signed>[0]>, other = {}) =>
  signed({ method: "GET", url, headers: {}, body: "", ...request }, { ...signing, ...other });

describe("the signature of a request to AWS", () => {
  it("is that of AWS's test suite: get-vanilla", () => {
    expect(signatureOf({})).toEqual({
      host: "example.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    });
  });

  it("is that of AWS's test suite: post-vanilla", () => {
    expect(signatureOf({ method: "POST" })["authorization"]).toMatch(
      /Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b$/,
    );
  });

  it("is that of AWS's test suite: post-x-www-form-urlencoded", () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(
      signatureOf({ method: "POST", headers, body: "Param1=value1" })["authorization"],
    ).toMatch(
      /SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a$/,
    );
  });

  it("covers the token of credentials that end by themselves", () => {
    const credentials = { ...signing.credentials, sessionToken: "token" };
    const headers = signatureOf({}, { credentials });
    expect(headers["x-amz-security-token"]).toBe("token");
    expect(headers["authorization"]).toContain(
      "SignedHeaders=host;x-amz-date;x-amz-security-token,",
    );
  });
});

import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type SignedWebhook, verify } from "#adapters/twilio/verify";

/** The parameters, signatures and hashes that Twilio publishes with its own validators. */
const address = "https://mycompany.com/myapp.php?foo=1&bar=2";
const call = {
  CallSid: "CA1234567890ABCDE",
  Caller: "+14158675309",
  Digits: "1234",
  From: "+14158675309",
  To: "+18005551212",
};
const json = '{"property": "value", "boolean": true}';
const jsonHash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

type Case = Partial<Omit<SignedWebhook, "headers" | "rawBody">> & {
  readonly signature: string;
  readonly body?: string;
};

const whyRefused = ({ url = address, secrets = ["12345"], signature, body }: Case) => {
  const verified = verify({
    url,
    secrets,
    headers: new Headers({ "X-Twilio-Signature": signature }),
    rawBody: new TextEncoder().encode(body ?? new URLSearchParams(call).toString()),
  });
  return verified.ok ? null : verified.refusal.details.why;
};

const callSignature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
const pairs = (...values: readonly (readonly [string, string])[]) =>
  new URLSearchParams(values.map(([name, value]) => [name, value])).toString();

describe("accepts Twilio's published vectors", () => {
  const published: readonly (readonly [string, Case])[] = [
    ["a form", { signature: callSignature }],
    [
      "a JSON body by its hash",
      {
        url: `${address}&bodySHA256=${jsonHash}`,
        body: json,
        signature: "a9nBmqA0ju/hNViExpshrM61xv4=",
      },
    ],
    [
      "a JSON body whose hash is the whole query",
      {
        url: `https://mycompany.com/myapp.php?bodySHA256=${jsonHash}`,
        body: json,
        signature: "y77kIzt2vzLz71DgmJGsen2scGs=",
      },
    ],
    [
      "an empty object",
      {
        url: `${address}&bodySHA256=${createHash("sha256").update("{}").digest("hex")}`,
        body: "{}",
        signature: "Ldidvp12m26NI7eqEvxnEpkd9Hc=",
      },
    ],
    [
      "a quote in the query, as it was written",
      { url: `${address}&Body=It's+amazing`, signature: "dsq4Ehbj6cs+KdTkpF5sSSplOWw=" },
    ],
    [
      "a quote in the query, signed as %27",
      { url: `${address}&Body=It's+amazing`, signature: "TfZzewPq8wqrGlMfyAud8+/IvJ0=" },
    ],
    [
      "a quote in the query that a URL parser has escaped",
      { url: `${address}&Body=It%27s+amazing`, signature: "dsq4Ehbj6cs+KdTkpF5sSSplOWw=" },
    ],
    [
      "a port in our address that Twilio did not sign",
      { url: address.replace(".com", ".com:1234"), signature: callSignature },
    ],
    [
      "a port in our address that Twilio did sign",
      {
        url: address.replace("https", "http").replace(".com", ".com:1234"),
        signature: "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
      },
    ],
    ["the default port, signed though not written", { signature: "kvajT1Ptam85bY51eRf/AJRuM3w=" }],
    [
      "the default port of http",
      { url: address.replace("https", "http"), signature: "0ZXoZLH/DfblKGATFgpif+LLRf4=" },
    ],
    [
      "a user and a password in the address",
      { url: address.replace("//", "//user:pass@"), signature: "CukzLTc1tT5dXEDIHm/tKBanW10=" },
    ],
    [
      "a user, a password and the default port",
      { url: address.replace("//", "//user:pass@"), signature: "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=" },
    ],
    [
      "a name with two values",
      {
        body: pairs(
          ["MessagingBinding.Address", "+1325xxxxxxx"],
          ["MessagingBinding.Address", "+1415xxxxxxx"],
        ),
        signature: "83O6e2vORAoJHUNzJjDWN1jz+BA=",
      },
    ],
    [
      "a name with two values, the other way round",
      {
        body: pairs(
          ["MessagingBinding.Address", "+1415xxxxxxx"],
          ["MessagingBinding.Address", "+1325xxxxxxx"],
        ),
        signature: "83O6e2vORAoJHUNzJjDWN1jz+BA=",
      },
    ],
    [
      "a name that comes three times with two values",
      {
        body: pairs(
          ["Sid", "CA123"],
          ["SidAccount", "AC123"],
          ["Digits", "5678"],
          ["Digits", "1234"],
          ["Digits", "1234"],
        ),
        signature: "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
      },
    ],
  ];

  it.each(published)("%s", (_name, webhook) => {
    expect(whyRefused(webhook)).toBeNull();
  });
});

describe("refuses", () => {
  it("a wrong signature, of any length", () => {
    expect(whyRefused({ signature: "WRONG_SIGNATURE" })).toBe("signature_differs");
    expect(whyRefused({ signature: callSignature.replace("R", "S") })).toBe("signature_differs");
    expect(whyRefused({ signature: `${callSignature}=` })).toBe("signature_differs");
  });

  it("no signature at all", () => {
    expect(whyRefused({ signature: "" })).toBe("signature_missing");
  });

  it("everything while the account has no secret", () => {
    expect(whyRefused({ signature: callSignature, secrets: [] })).toBe("signature_differs");
  });

  it("a JSON body that is not the one of the signed hash", () => {
    const url = `${address}&bodySHA256=${jsonHash}`;
    const signature = "a9nBmqA0ju/hNViExpshrM61xv4=";
    expect(whyRefused({ url, signature, body: json.replace("true", "false") })).toBe(
      "body_hash_differs",
    );
  });

  it("a JSON body that only rides along with a signed address", () => {
    const signature = createHmac("sha1", "12345").update(address).digest("base64");
    expect(whyRefused({ signature, body: json })).toBe("signature_differs");
    expect(whyRefused({ signature, body: "" })).toBeNull();
  });

  it("a query in another order: the order is signed, too", () => {
    const url = "https://mycompany.com/myapp.php?bar=2&foo=1";
    expect(whyRefused({ url, signature: callSignature })).toBe("signature_differs");
  });
});

it("accepts the old and the new auth token while one takes the place of the other", () => {
  expect(whyRefused({ signature: callSignature, secrets: ["new", "12345"] })).toBeNull();
  expect(whyRefused({ signature: callSignature, secrets: ["12345", "old"] })).toBeNull();
  expect(whyRefused({ signature: callSignature, secrets: ["new"] })).toBe("signature_differs");
});

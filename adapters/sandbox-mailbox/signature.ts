import { createHash, createHmac } from "node:crypto";
import { epochMs, type Instant } from "#core/kernel/time";

type Known = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
};

const clockSkewMs = 5 * 60_000;

/**
 * Reads the signature of a request (AWS Signature Version 4) from its header, and works it out anew from what
 * arrived.
 */
export const isSigned = (
  request: Request,
  body: string,
  { known, now }: { readonly known: Known; readonly now: Instant },
): boolean => {
  const claimed = claimIn(request.headers);
  if (claimed === null) return false;
  const { keyId, day, region, names, signature, moment } = claimed;
  const isOurs = keyId === known.accessKeyId && region === known.region;
  if (!isOurs || day !== moment.slice(0, 8) || isOld(moment, now)) return false;
  if (!names.includes("host") || !names.includes("x-amz-date")) return false;

  const scope = `${day}/${region}/ses/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${hash(canonical(request, names, body))}`;
  const dayKey = mac(`AWS4${known.secretAccessKey}`, day);
  const key = mac(mac(mac(dayKey, region), "ses"), "aws4_request");
  return mac(key, text).toString("hex") === signature;
};

type Claim = {
  readonly keyId: string;
  readonly day: string;
  readonly region: string;
  readonly names: readonly string[];
  readonly signature: string;
  readonly moment: string;
};

const shape =
  /^AWS4-HMAC-SHA256 Credential=(?<keyId>[^/]+)\/(?<day>\d{8})\/(?<region>[a-z0-9-]+)\/ses\/aws4_request, SignedHeaders=(?<names>[a-z0-9;-]+), Signature=(?<signature>[0-9a-f]{64})$/;

const claimIn = (headers: Headers): Claim | null => {
  const said = shape.exec(headers.get("authorization") ?? "")?.groups;
  const moment = headers.get("x-amz-date");
  if (said === undefined || moment === null) return null;
  const part = (name: string): string => said[name] ?? "";
  return {
    keyId: part("keyId"),
    day: part("day"),
    region: part("region"),
    names: part("names").split(";"),
    signature: part("signature"),
    moment,
  };
};

const canonical = (request: Request, names: readonly string[], body: string): string => {
  const { host, pathname } = new URL(request.url);
  const valueOf = (name: string) => (name === "host" ? host : request.headers.get(name));
  const lines = names.map((name) => `${name}:${valueOf(name) ?? ""}`);
  return [request.method, pathname, "", ...lines, "", names.join(";"), hash(body)].join("\n");
};

const isOld = (moment: string, now: Instant): boolean => {
  const read = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(moment);
  if (read === null) return true;
  const [, year, month, day, ...time] = read;
  const ms = Date.parse(`${year}-${month}-${day}T${time.join(":")}Z`);
  return Math.abs(epochMs(now) - ms) > clockSkewMs;
};

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const mac = (key: Buffer | string, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();

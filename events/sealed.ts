import type { StreamName, TenantId } from "#core/kernel/ids";

/**
 * A sealed field: whose key opens it, for which place in the log it was sealed, and the sealed text.
 *
 * It says enough to be opened wherever it has been copied to (a read model) given tenant and stream.
 */
export type Sealed = {
  readonly subject: string;
  readonly version: number;
  /** Which event of the commit. */
  readonly index: number;
  /** Dot path of the field in that event. */
  readonly field: string;
  readonly cipherText: string;
};

const prefix = "sealed:v1:";

/** What a reader sees in place of a field whose subject has been erased. */
export const erased = "[erased]";

/** `sealed:v1:<subject>:<version>:<index>:<field>:<cipher text>`, with subject and field percent-encoded. */
export const formatSealed = ({ subject, version, index, field, cipherText }: Sealed): string =>
  `${prefix}${encodeURIComponent(subject)}:${version}:${index}:${encodeURIComponent(field)}:${cipherText}`;

/** `null` where the text is not a sealed field. */
export const parseSealed = (text: string): Sealed | null => {
  if (!text.startsWith(prefix)) return null;
  const parts = text.slice(prefix.length).split(":");
  if (parts.length !== 5 || parts.includes("")) return null;
  const [subject, version, index, field, cipherText] = parts as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (!isVersion.test(version) || !isIndex.test(index)) return null;
  try {
    return {
      subject: decoded(subject),
      version: Number(version),
      index: Number(index),
      field: decoded(field),
      cipherText,
    };
  } catch {
    return null; // A percent sign that encodes nothing: somebody else's text.
  }
};

const isVersion = /^[1-9]\d{0,14}$/;
const isIndex = /^\d{1,6}$/;
const decoded = (text: string): string => (text.includes("%") ? decodeURIComponent(text) : text);

export type Place = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly version: number;
  readonly index: number;
  readonly field: string;
};

/**
 * The place as authenticated context: a sealed text moved to any other place does not open there. Its
 * RFC 8785 text; of a flat list of names and small numbers `JSON.stringify` gives just that.
 */
export const contextOf = ({ tenant, stream, version, index, field }: Place): string =>
  JSON.stringify([tenant, stream, version, index, field]);

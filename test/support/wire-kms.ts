import { createSecretKey, randomBytes } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { decrypt, encrypt } from "#adapters/gcm";
import { canonical } from "#core/kernel/canonical";
import { callerNow } from "#test/support/aws-callers";

export const wireCredentials = { accessKeyId: "nobody", secretAccessKey: "nothing" };

/** KMS as far as the vault uses it, answering in place of the wire: wraps under a key of its own and the context. */
export const createWireKms = () => {
  const kms = new KMSClient({ region: "us-east-1", credentials: wireCredentials });
  const mock = mockClient(kms);
  const master = createSecretKey(randomBytes(32));
  const calls: {
    readonly call: "make" | "unwrap";
    readonly context: Record<string, string>;
    readonly by: string;
  }[] = [];
  const refusals: Error[] = [];

  const note = (call: "make" | "unwrap", context: Record<string, string> = {}): string => {
    calls.push({ call, context, by: callerNow() });
    const refusal = refusals.shift();
    if (refusal !== undefined) throw refusal;
    return canonical(context);
  };

  mock.on(GenerateDataKeyCommand).callsFake(async ({ EncryptionContext }) => {
    const context = note("make", EncryptionContext);
    const bytes = randomBytes(32);
    return { CiphertextBlob: encrypt(master, bytes, context), Plaintext: new Uint8Array(bytes) };
  });
  mock.on(DecryptCommand).callsFake(async ({ CiphertextBlob, EncryptionContext }) => {
    const context = note("unwrap", EncryptionContext);
    return { Plaintext: unwrapped(() => decrypt(master, Buffer.from(CiphertextBlob), context)) };
  });

  return {
    kms,
    calls: () => calls,
    /** The next call fails so, as the SDK would report it. */
    refuseNext: (name: string, status = 400) => {
      const error = Object.assign(new Error("secret details"), { name });
      refusals.push(Object.assign(error, { $metadata: { httpStatusCode: status } }));
    },
    /** The next call gets no answer. */
    loseNext: () =>
      void refusals.push(Object.assign(new Error("secret details"), { code: "ECONNREFUSED" })),
    close: () => mock.restore(),
  };
};

/** Under another context than when it was wrapped, KMS knows nothing of it. */
const unwrapped = (decrypt: () => Buffer): Uint8Array => {
  try {
    return new Uint8Array(decrypt());
  } catch {
    throw Object.assign(new Error("secret details"), { name: "InvalidCiphertextException" });
  }
};

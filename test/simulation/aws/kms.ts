import { createHash, createSecretKey } from "node:crypto";
import { decrypt, encrypt } from "#adapters/gcm";
import { canonical } from "#core/kernel/canonical";
import { refused } from "#test/simulation/aws/values";

type Question = {
  readonly CiphertextBlob?: Uint8Array;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
};

/** KMS as far as the vault asks it. Its keys follow from the seed, so that what is derived from them does as well. */
export const createMemoryKms = (seed: number) => {
  const master = createSecretKey(bytesOf(`${seed} master`));
  let made = 0;
  return {
    ask: (
      command: string,
      { CiphertextBlob: blob, EncryptionContext: of = {} }: Question,
    ): object => {
      const context = canonical(of);
      if (command === "Decrypt")
        return { Plaintext: unwrapped(() => decrypt(master, Buffer.from(blob ?? []), context)) };
      made += 1;
      const bytes = bytesOf(`${seed} ${made} ${context}`);
      return { CiphertextBlob: encrypt(master, bytes, context), Plaintext: new Uint8Array(bytes) };
    },
  };
};

const bytesOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Under another context than when it was wrapped, KMS knows nothing of it. */
const unwrapped = (open: () => Buffer): Uint8Array => {
  try {
    return new Uint8Array(open());
  } catch {
    throw refused("InvalidCiphertextException", "secret details");
  }
};

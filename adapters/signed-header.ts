import { isSignedByAny } from "#adapters/signature";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { SignedDelivery } from "#core/ports/booking";

type SignatureRefusal = {
  readonly code: "signature_invalid";
  readonly details: { readonly why: "missing" | "malformed" | "mismatch" };
};

type Received = Pick<SignedDelivery, "header" | "secrets">;

type Scheme<D extends Received> = {
  readonly header: string;
  /** The bytes that the header spells; `null` where it spells none. */
  readonly read: (written: string) => Uint8Array | null;
  /** What may have been signed, each in its parts: one of them is enough. */
  readonly signed: (delivery: D) => readonly (readonly (string | Uint8Array)[])[];
};

/** Believes whoever signs with HMAC-SHA256 into a header of its own, under any of the secrets. */
export const signedBy =
  <D extends Received>({ header, read, signed }: Scheme<D>) =>
  (delivery: D): Result<null, SignatureRefusal> => {
    const written = delivery.header(header)?.trim() ?? "";
    if (written === "") return invalid("missing");
    const signature = read(written);
    if (signature === null) return invalid("malformed");
    const isSigned = signed(delivery).some((parts) =>
      isSignedByAny({ algorithm: "sha256", parts }, delivery.secrets, [signature]),
    );
    return isSigned ? ok(null) : invalid("mismatch");
  };

const invalid = (why: SignatureRefusal["details"]["why"]) =>
  refuse<SignatureRefusal>({ code: "signature_invalid", details: { why } });

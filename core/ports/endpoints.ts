import type { TenantId } from "#core/kernel/ids";

/** Where a provider posts to: an unguessable id that names the tenant and holds the signing secrets. */
export type Endpoint = {
  readonly id: string;
  readonly tenant: TenantId;
  readonly provider: string;
  /** Newest first; two while a secret is being rotated. */
  readonly secrets: readonly string[];
  readonly toleranceMs: number;
  /** Names and keys with which the provider is asked back; sealed as the secrets are. Absent where it never is. */
  readonly access?: Readonly<Record<string, string>>;
};

export interface Endpoints {
  find(id: string): Promise<Endpoint | null>;
  /** Every door of one business, in the order of their ids. */
  ofTenant(tenant: TenantId): Promise<readonly Endpoint[]>;
}

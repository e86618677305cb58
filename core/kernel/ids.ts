import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";

/**
 * Names of things. Each is a string to the machine and a type of its own to the compiler, so a
 * customer's id cannot stand where an appointment's is wanted.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<"TenantId">;
export type StreamName = Branded<"StreamName">;
export type CommandId = Branded<"CommandId">;
export type CorrelationId = Branded<"CorrelationId">;
export type CausationId = Branded<"CausationId">;
export type AppointmentId = Branded<"AppointmentId">;
export type CustomerId = Branded<"CustomerId">;
export type RunId = Branded<"RunId">;
export type ExecutionId = Branded<"ExecutionId">;
export type TaskId = Branded<"TaskId">;
export type Hex = Branded<"Hex">;

/** Gives a string its name. Use it at the edges (wire, storage) and in tests, nowhere in between. */
export const as = <T extends Branded<string>>(text: string): T => text as T;

/**
 * Derives an id from what it stands for: the same parts give the same id, on every machine, always.
 *
 * 128 bits of SHA-256 in 32 hexadecimal characters. Nothing random names anything, so a crashed and
 * repeated decision names the same things again.
 */
export const derive = <T extends Branded<string>>(...parts: readonly (string | number)[]): T =>
  sha256Hex(canonical(parts)).slice(0, 32) as T;

/**
 * An execution's id says where it lives, so that a carrier's callback which bears it finds its stream
 * without an index: `appointment.<id>.<hash>`.
 */
export const executionIdIn = (stream: StreamName, ...parts: readonly string[]): ExecutionId =>
  as(`${stream.replace("/", ".")}.${derive<ExecutionId>(stream, ...parts).slice(0, 16)}`);

/** The stream that an execution's id names; `null` where it is no such id. */
export const streamOfExecution = (execution: string): StreamName | null => {
  const match = /^(appointment|operator)\.([0-9a-f]{32})\.[0-9a-f]{16}$/.exec(execution);
  return match === null ? null : as(`${match[1]}/${match[2]}`);
};

export const appointmentStream = (id: AppointmentId): StreamName => as(`appointment/${id}`);
export const customerStream = (id: CustomerId): StreamName => as(`customer/${id}`);

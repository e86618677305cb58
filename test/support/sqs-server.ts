import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { earliest, type Instant } from "#core/kernel/time";
import { type Entry, type Queue, type Stored, storedIn } from "#test/support/sqs-store";

/**
 * A server that speaks the JSON protocol of SQS as far as our adapter does, with a clock that the test turns.
 *
 * It is fair as SQS's fair queues mean to be, only stricter: of two tenants that wait, the one with less in
 * flight comes first. (The real ones begin at 30 in flight, and promise a tendency, not a turn.)
 */
export const startSqsServer = async (wish: {
  readonly now: () => Instant;
  readonly maxReceiveCount: number;
}) => {
  const queues = new Map<string, Queue>();
  const refusals: { status: number; name: string }[] = [];
  /** Entries of a batch that are refused once each, by their place in it. */
  const refusedEntries: number[] = [];
  const sent: { readonly call: string; readonly body: Entry }[] = [];

  const queueAt = (url: string): Queue => {
    const name = url.split("/").at(-1) ?? "";
    const known = queues.get(name);
    if (known !== undefined) return known;
    const made = storedIn(wish, name.endsWith("-dead") ? null : () => queueAt(`${url}-dead`));
    queues.set(name, made);
    return made;
  };

  const answers: Record<string, (body: Entry) => unknown> = {
    SendMessage: (body) => sentAs(queueAt(body.QueueUrl).add(body)),
    SendMessageBatch: (body) => {
      const entries = body.Entries ?? [];
      const refused = new Set(refusedEntries.splice(0));
      const accepted = entries.filter((_, place) => !refused.has(place));
      const failed = entries.filter((_, place) => refused.has(place));
      return {
        Successful: accepted.map((entry) => ({
          Id: entry.Id,
          ...sentAs(queueAt(body.QueueUrl).add(entry)),
        })),
        Failed: failed.map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" })),
      };
    },
    ReceiveMessage: (body) => ({ Messages: queueAt(body.QueueUrl).receive(body) }),
    DeleteMessage: (body) => queueAt(body.QueueUrl).remove(body.ReceiptHandle),
    ChangeMessageVisibility: (body) => queueAt(body.QueueUrl).hide(body),
    ChangeMessageVisibilityBatch: (body) => {
      for (const entry of body.Entries ?? []) queueAt(body.QueueUrl).hide(entry);
    },
  };

  const answer = (call: string, body: Entry): { status: number; answer: unknown } => {
    const refusal = refusals.shift();
    if (refusal !== undefined)
      return {
        status: refusal.status,
        answer: { __type: refusal.name, message: "secret details" },
      };
    try {
      return { status: 200, answer: answers[call]?.(body) ?? {} };
    } catch (error) {
      return { status: 400, answer: { __type: "InvalidParameterValue", message: String(error) } };
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await textOf(request)) as Entry;
    const call = String(request.headers["x-amz-target"]).replace("AmazonSQS.", "");
    sent.push({ call, body });
    const said = answer(call, body);
    response.writeHead(said.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(said.answer));
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;

  return {
    endpoint,
    urlOf: (queue: string) => `${endpoint}/000000000000/${queue}`,
    sent: () => sent,
    /** When a queue will have something to see, where it is asked while nothing is in sight. */
    nextVisible: (...names: readonly string[]): Instant | null =>
      earliest(names.map((name) => queues.get(name)?.nextVisible() ?? null)),
    refuseNext: (name: string, status = 400) => void refusals.push({ name, status }),
    refuseEntriesOnce: (...places: readonly number[]) => void refusedEntries.push(...places),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type SqsServer = Awaited<ReturnType<typeof startSqsServer>>;

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** The SDK compares the digest with what it has sent. */
const sentAs = ({ id, body }: Stored) => ({
  MessageId: id,
  MD5OfMessageBody: createHash("md5").update(body).digest("hex"),
});

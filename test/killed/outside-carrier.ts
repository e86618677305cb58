import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type Carrier, createCarrier } from "#adapters/sandbox-carrier/carrier";
import { at, type Instant } from "#core/kernel/time";
import type { House } from "#test/killed/house";
import { sandboxAccount } from "#local/seed";

/** When the carrier is about to do something, or has done it: whoever listens may strike the caller then. */
export type CarrierMoment = "asked" | "accepted" | "answered" | "callback";

export type AcceptedText = {
  readonly phone: string;
  readonly body: string;
  readonly at: string;
  /** Which execution asked for it, as its callback address says. */
  readonly execution: string;
};

export type OutsideCarrier = {
  readonly url: string;
  /** Everything that it has ever accepted, in order. */
  readonly accepted: () => readonly AcceptedText[];
  /** A customer texts; resolves with the text's sid once the house has taken it. */
  readonly customerTexts: (phone: string, body: string) => Promise<string>;
  /** The house it posts webhooks to, which may be another one by the next try. */
  readonly serve: (house: House) => void;
  /** Its own clock is at least there now. */
  readonly reach: (now: Instant) => void;
  readonly close: () => Promise<void>;
};

/** The messages of the first house only: its secrets do not change when it is started anew. */
export const openOutsideCarrier = async (
  onMoment: (moment: CarrierMoment) => void,
): Promise<OutsideCarrier> => {
  const accepted: AcceptedText[] = [];
  const taken = new Map<string, () => void>();
  let baseUrl = "";
  let carrier = null as Carrier | null;
  let now = at("2000-01-01T00:00:00.000Z");
  let isClosed = false;
  const reach = (then: Instant): void => {
    if (then > now) now = then;
  };

  const noteTaken = (body: string): void =>
    taken.get(new URLSearchParams(body).get("MessageSid") ?? "")?.();

  /** A provider that does not give up: the same bytes again and again, to wherever the house is by then. */
  const deliver = async (request: Request): Promise<Response> => {
    const body = await request.text();
    const { pathname, search } = new URL(request.url);
    for (;;) {
      const sending = fetch(`${baseUrl}${pathname}${search}`, {
        method: "POST",
        headers: request.headers,
        body,
      }).catch(() => null);
      onMoment("callback");
      const response = await sending;
      if (response?.ok === true) noteTaken(body);
      if (response !== null && response.status < 500) return response;
      if (isClosed) return new Response(null, { status: 503 });
      await pause(20);
    }
  };

  const create = async (request: Request): Promise<Response> => {
    const form = new URLSearchParams(await request.clone().text());
    const field = (name: string): string => form.get(name) ?? "";
    onMoment("asked");
    const response = await ask(request);
    if (response.status !== 201) return response;
    const execution = new URL(field("StatusCallback")).searchParams.get("execution") ?? "";
    accepted.push({ phone: field("To"), body: field("Body"), at: now, execution });
    onMoment("accepted");
    return response;
  };

  const ask = async (request: Request): Promise<Response> =>
    carrier === null ? new Response(null, { status: 503 }) : carrier.fetch(request);

  const answer = (request: Request): Promise<Response> => {
    const then = request.headers.get("x-now");
    if (then !== null) reach(at(then));
    return request.method === "POST" ? create(request) : ask(request);
  };

  const server = createServer((incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const response = await answer(await asRequest(incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
      if (response.status === 201) onMoment("answered");
    };
    respond().catch(() => outgoing.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const posting = (async () => {
    while (!isClosed) {
      const done = (await carrier?.runDue(now)) ?? 0;
      if (done === 0) await pause(10);
    }
  })();

  return {
    url: `http://127.0.0.1:${port}`,
    accepted: () => accepted,
    reach,
    serve: (next) => {
      ({ baseUrl } = next);
      const { twilio } = next.sandbox.endpoints;
      carrier ??= createCarrier({
        ...sandboxAccount,
        authToken: twilio.authToken,
        path: ":memory:",
        clock: { now: () => now },
        // As the house signs it: without a port, since the next start listens on another.
        inboundUrl: `http://127.0.0.1${new URL(twilio.inboundUrl).pathname}`,
        deliver,
        timeoutMs: 600_000,
      });
    },
    customerTexts: async (phone, body) => {
      if (carrier === null) throw new Error("Nobody has told the carrier of a house");
      const sid = await carrier.phone.text(phone, body);
      await new Promise<void>((resolve) => {
        taken.set(sid, resolve);
      });
      return sid;
    },
    close: async () => {
      isClosed = true;
      await posting;
      server.closeAllConnections();
      server.close();
      carrier?.close();
    },
  };
};

const asRequest = async (incoming: IncomingMessage): Promise<Request> => {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const { method = "GET", url = "/", headers } = incoming;
  return new Request(`http://127.0.0.1${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(method === "POST" ? { body: Buffer.concat(parts) } : {}),
  });
};

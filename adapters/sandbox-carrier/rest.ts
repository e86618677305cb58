import { createMessage } from "#adapters/sandbox-carrier/create";
import { type CarrierCall, type Fault, suffering } from "#adapters/sandbox-carrier/faults";
import { listMessages } from "#adapters/sandbox-carrier/list";
import { refusalResponse } from "#adapters/sandbox-carrier/refusals";
import { type Account, resource, seqIn } from "#adapters/sandbox-carrier/resource";
import type { CarrierStore } from "#adapters/sandbox-carrier/store";
import { epochMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

type Rest = {
  readonly store: CarrierStore;
  readonly clock: Clock;
  readonly account: Account;
  readonly faults: (call: CarrierCall) => Fault;
};

/** The carrier's API: create a message, list messages, read one. */
export const restFace = (rest: Rest) => {
  const { accountSid, authToken } = rest.account;
  const expected = `Basic ${btoa(`${accountSid}:${authToken}`)}`;

  return async (request: Request): Promise<Response> => {
    if (request.headers.get("authorization") !== expected)
      return refusalResponse("unauthenticated");

    const url = new URL(request.url);
    const route = /^\/2010-04-01\/Accounts\/(\w+)\/Messages(?:\/(\w+))?\.json$/.exec(url.pathname);
    if (route === null || route[1] !== accountSid) return refusalResponse("not_found");

    const sid = route[2];
    const call = callOf(request.method, sid);
    if (call === null) return refusalResponse("method_not_allowed");
    return suffering(rest.faults(call), request, () => answers[call.operation](rest, request, sid));
  };
};

const callOf = (method: string, sid: string | undefined): CarrierCall | null => {
  if (method === "GET") return { operation: sid === undefined ? "list" : "read" };
  return method === "POST" && sid === undefined ? { operation: "create" } : null;
};

type Answer = (rest: Rest, request: Request, sid: string | undefined) => Promise<Response>;

const create: Answer = async ({ store, clock, account }, request) => {
  const form = new URLSearchParams(await request.text());
  const created = await createMessage({ store, account, form, nowMs: epochMs(clock.now()) });
  return created.ok
    ? Response.json(resource(created.value, account), { status: 201 })
    : refusalResponse(created.refusal);
};

const list: Answer = async ({ store, account }, request) =>
  Response.json(listMessages(store, account, new URL(request.url).searchParams));

const read: Answer = async ({ store, account }, _request, sid = "") => {
  const message = store.bySeq(seqIn(sid));
  return message?.sid === sid
    ? Response.json(resource(message, account))
    : refusalResponse("not_found");
};

const answers: Readonly<Record<CarrierCall["operation"], Answer>> = { create, list, read };

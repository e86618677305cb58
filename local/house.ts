import { freeReceived, putBackIn } from "#adapters/local/queues";
import { classificationsQueue } from "#core/app/react";
import type { Deps } from "#functions/deps";
import { create as acuityWebhook } from "#functions/http/acuity-webhook";
import { create as api } from "#functions/http/api";
import { create as calcomWebhook } from "#functions/http/calcom-webhook";
import { create as calendlyWebhook } from "#functions/http/calendly-webhook";
import { create as health } from "#functions/http/health";
import { create as pages } from "#functions/http/pages";
import { create as reviewLink } from "#functions/http/review-link";
import { create as sesEvents } from "#functions/http/ses-events";
import { create as squareWebhook } from "#functions/http/square-webhook";
import { create as stripeWebhook } from "#functions/http/stripe-webhook";
import { create as synchronise } from "#functions/http/synchronise";
import { create as twilioInbound } from "#functions/http/twilio-inbound";
import { create as twilioStatus } from "#functions/http/twilio-status";
import { create as classify } from "#functions/queues/classify";
import { create as execute } from "#functions/queues/execute";
import { create as projectCommits } from "#functions/streams/project";
import { create as reactToCommits } from "#functions/streams/react";
import { create as wake } from "#functions/timers/wake";
import { type Composed, compose, type Surroundings } from "#local/compose";
import { createGateway, type Door, type Route } from "#local/gateway";
import { createLane } from "#local/lane";
import { createRound, nextDue, type Works } from "#local/pump";
import { mailboxRoutes } from "#local/mail";
import { payRoutes } from "#local/payments";
import { sandboxRoutes } from "#local/sandbox";
import { resourceRoutes } from "#local/sandbox-resources";
import { createTraffic, type Traffic } from "#local/traffic";
import { createDrive, type Drive } from "#local/turn";
import { manifest } from "#manifest";

export type House = {
  readonly composed: Composed;
  readonly drive: Drive;
  readonly traffic: Traffic;
  /** Everything behind the doors, without a socket in between. */
  readonly handle: (request: Request) => Promise<Response>;
  readonly close: () => Promise<void>;
};

/**
 * The whole house in one process, hosting every entry of the manifest. Nothing moves until the drive is
 * started, or somebody drains it: so the server, the demo and the tests live in the same house.
 */
export const openHouse = async (around: Omit<Surroundings, "deliver">): Promise<House> => {
  let gateway = (_: Request): Promise<Response> =>
    Promise.resolve(new Response(null, { status: 503 }));
  const deliver = (request: Request): Promise<Response> => gateway(request);
  const composed = await compose({ ...around, deliver });
  const { deps, store } = composed;
  await freeReceived(composed.db, deps.clock.now());
  const traffic = createTraffic(() => performance.now());
  const classifications = createLane({
    app: deps,
    queue: classificationsQueue,
    atMost: questionsAtOnce,
    take: classify(deps),
    onDone: () => drive.kick(),
  });
  const works = { ...worksOf(composed, traffic), classifications };
  const drive = createDrive({
    round: createRound(works),
    settle: classifications.settle,
    next: () => nextDue(works),
    now: () => deps.clock.now(),
    gap: traffic.gap,
    clock: composed.clock,
    log: deps.log,
  });
  store.onAppended(() => drive.kick());
  gateway = createGateway({
    routes: [
      ...sandboxRoutes({ composed, drive, baseUrl: around.publicUrl, deliver }),
      ...resourceRoutes(composed.booking.sandboxes),
      ...payRoutes(composed, drive),
      ...mailboxRoutes(composed, drive),
      ...manifestRoutes(deps),
    ],
    log: deps.log,
  });
  const close = async (): Promise<void> => {
    await drive.stop();
    composed.close();
  };
  return { composed, drive, traffic, handle: gateway, close };
};

/** As many as a model on the same machine may be asked without making all of them late. */
const questionsAtOnce = 4;

const doors = (deps: Deps): Readonly<Record<string, Door>> => ({
  "http/calendly-webhook": (request, { endpoint = "" }) =>
    calendlyWebhook(deps)(request, { endpoint }),
  "http/calcom-webhook": (request, { endpoint = "" }) => calcomWebhook(deps)(request, { endpoint }),
  "http/acuity-webhook": (request, { endpoint = "" }) => acuityWebhook(deps)(request, { endpoint }),
  "http/square-webhook": (request, { endpoint = "" }) => squareWebhook(deps)(request, { endpoint }),
  "http/ses-events": (request, { endpoint = "" }) => sesEvents(deps)(request, { endpoint }),
  "http/stripe-webhook": (request, { endpoint = "" }) => stripeWebhook(deps)(request, { endpoint }),
  "http/twilio-inbound": (request, { endpoint = "" }) => twilioInbound(deps)(request, { endpoint }),
  "http/twilio-status": (request, { endpoint = "" }) => twilioStatus(deps)(request, { endpoint }),
  "http/synchronise": (request, { system = "" }) => synchronise(deps)(request, { system }),
  "http/review-link": (request, { business = "", visit = "" }) =>
    reviewLink(deps)(request, { business, visit }),
  "http/api": api(deps),
  "http/health": health(deps),
  "http/pages": pages(deps),
});

const manifestRoutes = (deps: Deps): readonly Route[] => {
  const known = doors(deps);
  return manifest.http.map(({ function: name, method, path }) => {
    const door = known[name];
    if (door === undefined) throw new Error(`Cannot host "${name}": the runtime has no such door`);
    return { method, path, door };
  });
};

const worksOf = (
  { deps, db, tenants, carrier, stripe, mailbox }: Composed,
  traffic: Traffic,
): Omit<Works, "classifications"> => ({
  slice: traffic.slice,
  app: deps,
  tenants: tenants.all,
  react: { name: "react", take: reactToCommits(deps) },
  project: { name: "project", take: projectCommits(deps) },
  putBack: putBackIn(db),
  onTimer: wake(deps),
  onExecution: execute(deps),
  outside: [carrier, stripe, mailbox].filter((one) => one !== null),
});

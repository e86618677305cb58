import type { Around } from "#functions/aws-around";
import type {
  BatchResult,
  GatewayEvent,
  GatewayResult,
  QueueEvent,
  StreamEvent,
} from "#functions/aws-shapes";
import { on as acuityWebhook } from "#functions/aws/http/acuity-webhook";
import { on as api } from "#functions/aws/http/api";
import { on as calcomWebhook } from "#functions/aws/http/calcom-webhook";
import { on as calendlyWebhook } from "#functions/aws/http/calendly-webhook";
import { on as health } from "#functions/aws/http/health";
import { on as reviewLink } from "#functions/aws/http/review-link";
import { on as sesEvents } from "#functions/aws/http/ses-events";
import { on as squareWebhook } from "#functions/aws/http/square-webhook";
import { on as stripeWebhook } from "#functions/aws/http/stripe-webhook";
import { on as synchronise } from "#functions/aws/http/synchronise";
import { on as twilioInbound } from "#functions/aws/http/twilio-inbound";
import { on as twilioStatus } from "#functions/aws/http/twilio-status";
import { on as classify } from "#functions/aws/queues/classify";
import { on as execute } from "#functions/aws/queues/execute";
import { on as keepLetters } from "#functions/aws/queues/keep-letters";
import { on as project } from "#functions/aws/streams/project";
import { on as react } from "#functions/aws/streams/react";
import { on as checkChains } from "#functions/aws/timers/check-chains";
import { on as nightlyRisk } from "#functions/aws/timers/nightly-risk";
import { on as sweep } from "#functions/aws/timers/sweep";
import { on as wake } from "#functions/aws/timers/wake";
import { calledBy } from "#test/support/aws-callers";
import { context } from "#test/support/aws-events";

type Calling<Event, Result> = (event: Event) => Promise<Result>;

/** Every function of the manifest, each in a container of its own, called as Lambda calls it. */
export const awsHandlers = (around: () => Around) => {
  const called: { readonly name: string; readonly ms: number }[] = [];
  const calling =
    <Event, Result>(
      name: string,
      handler: (event: Event, context: never) => Promise<Result> | Result | undefined,
    ): Calling<Event, Result> =>
    async (event) => {
      const began = performance.now();
      try {
        // Lambda's own event has been through JSON: nothing in it is more than JSON can say.
        const wired = JSON.parse(JSON.stringify(event)) as Event;
        const told = { ...context, functionName: `aro-test-${name}` } as never;
        return (await calledBy(name, () => handler(wired, told))) as Result;
      } finally {
        called.push({ name, ms: performance.now() - began });
      }
    };
  const http = {
    "http/calendly-webhook": calendlyWebhook(around),
    "http/calcom-webhook": calcomWebhook(around),
    "http/acuity-webhook": acuityWebhook(around),
    "http/square-webhook": squareWebhook(around),
    "http/ses-events": sesEvents(around),
    "http/stripe-webhook": stripeWebhook(around),
    "http/twilio-inbound": twilioInbound(around),
    "http/twilio-status": twilioStatus(around),
    "http/review-link": reviewLink(around),
    "http/synchronise": synchronise(around),
    "http/api": api(around),
    "http/health": health(around),
  };
  return {
    called: () => called,
    http: Object.fromEntries(
      Object.entries(http).map(([name, handler]) => [
        name,
        calling<GatewayEvent, GatewayResult>(name, handler),
      ]),
    ) as Readonly<Record<string, Calling<GatewayEvent, GatewayResult>>>,
    react: calling<StreamEvent | QueueEvent, BatchResult>("streams/react", react(around)),
    project: calling<StreamEvent | QueueEvent, BatchResult>("streams/project", project(around)),
    execute: calling<QueueEvent, BatchResult>("queues/execute", execute(around)),
    classify: calling<QueueEvent, BatchResult>("queues/classify", classify(around)),
    keepLetters: calling<QueueEvent, void>("queues/keep-letters", keepLetters(around)),
    wake: calling<QueueEvent, BatchResult>("timers/wake", wake(around)),
    sweep: calling<object, void>("timers/sweep", sweep(around)),
    nightlyRisk: calling<object, void>("timers/nightly-risk", nightlyRisk(around)),
    checkChains: calling<object, void>("timers/check-chains", checkChains(around)),
  };
};

export type AwsHandlers = ReturnType<typeof awsHandlers>;

import { rmSync } from "node:fs";
import type { AwsEndpoints } from "#adapters/aws/endpoints";
import { sign } from "#adapters/calendly/sample";
import { at, earliest, epochMs } from "#core/kernel/time";
import type { Around } from "#functions/aws-around";
import { houseIn } from "#functions/aws-deps";
import type { Deps } from "#functions/deps";
import { create as pages } from "#functions/http/pages";
import { bookingSystemsFor } from "#local/booking-systems";
import type { Surroundings } from "#local/compose";
import { createGateway, type Route } from "#local/gateway";
import { mailboxRoutes, mailOf, sandboxMailAccount } from "#local/mail";
import { insideUrl, sandboxCarrier } from "#local/messaging";
import { paymentsOf, ownPages, payRoutes } from "#local/payments";
import { sandboxRoutes } from "#local/sandbox";
import { sandboxConfiguration } from "#local/sandbox-configuration";
import { resourceRoutes } from "#local/sandbox-resources";
import { sandboxAccount, sandboxStripeKey, seed, type Seeded, tenant } from "#local/seed";
import { createDrive } from "#local/turn";
import { manifest } from "#manifest";
import { watchCalls } from "#test/support/aws-calls";
import { gatewayEvent } from "#test/support/aws-events";
import { awsGround } from "#test/support/aws-ground";
import { type AwsHandlers, awsHandlers } from "#test/support/aws-handlers";
import { createAwsPump } from "#test/support/aws-pump";
import { newFolder, type TestHouse } from "#test/support/house";
import type { Written } from "#test/support/records";
import { turnableSandboxClock } from "#test/support/turnable-clock";

/** A house as a story's test needs it, whichever runtime it is on. */
export type StoryHouse = Pick<
  TestHouse,
  | "handle"
  | "drive"
  | "carrier"
  | "stripe"
  | "post"
  | "texts"
  | "turnTo"
  | "customerTexts"
  | "close"
> & {
  readonly composed: {
    readonly deps: Deps;
    readonly tokens: Pick<TestHouse["composed"]["tokens"], "put">;
  } & (Pick<TestHouse["composed"], "db"> | { readonly written: Written });
};

type Wish = Partial<Pick<Surroundings, "faults" | "stripeFaults" | "mailFaults" | "reading">> & {
  /** What is logged; where nothing is said, errors. */
  readonly least?: "info" | "error";
  readonly projectWindowMs?: number;
};

/**
 * The same house on AWS: every function of the manifest behind its own handler, over DynamoDB Local and what else of AWS is
 * played, with the sandbox's providers outside. Time moves only when told.
 */
export const awsHouse = async (endpoint: string, start: string, wish: Wish = {}) => {
  const folder = newFolder();
  const clock = turnableSandboxClock(at(start));
  const aws = await awsGround(endpoint, () => clock.now());
  let gateway = (_: Request): Promise<Response> => Promise.reject(new Error("Not open yet"));
  const surroundings: Surroundings = {
    configuration: sandboxConfiguration(folder),
    publicUrl: () => insideUrl,
    writeLog: () => undefined,
    wallNow: () => epochMs(clock.now()),
    deliver: (request) => gateway(request),
    ...wish,
  };
  const variables: Record<string, string> = {
    ARO_PUBLIC_URL: insideUrl,
    ARO_LOG_LEVEL: wish.least ?? "error",
    TWILIO_ACCOUNT_SID: sandboxAccount.accountSid,
    TWILIO_FROM: sandboxAccount.number,
    TWILIO_WHATSAPP_FROM: sandboxAccount.number,
    STRIPE_SECRET_KEY: sandboxStripeKey,
    ...mailVariables,
  };
  const played = playedAround(aws, clock, variables);
  const calls = watchCalls(aws);
  const opened = await houseIn(() => played(nobody))();
  const inside = { ...opened, deps: { ...opened.deps, localTenant: tenant } };
  const seeded = await seedOn(inside.deps, surroundings, (token) => {
    variables["ARO_API_TOKEN"] = token;
  });
  variables["TWILIO_AUTH_TOKEN"] = seeded.twilio.secrets[0] ?? "";

  const world = await worldOf(surroundings, inside.deps, seeded, clock);
  const handlers = awsHandlers(() => played(world, ownPages(surroundings)));
  const pump = await createAwsPump({
    endpoint,
    aws,
    handlers,
    now: () => clock.now(),
    projectWindowMs: wish.projectWindowMs ?? 0,
  });
  const drive = driveOf(pump, world, clock, inside.deps);
  const composed = { deps: inside.deps, clock, seeded, ...world };
  gateway = createGateway({
    routes: [
      ...sandboxRoutes({
        composed,
        drive,
        baseUrl: () => insideUrl,
        deliver: surroundings.deliver,
      }),
      ...resourceRoutes(world.booking.sandboxes),
      ...payRoutes(composed, drive),
      ...mailboxRoutes(composed, drive),
      ...lambdaRoutes(handlers),
      // Nobody has these on AWS; whoever tells a story may look at what is stored there through them.
      { method: "ALL", path: "/*", door: pages(inside.deps) },
    ],
    log: inside.deps.log,
  });
  return {
    ...story({ handle: gateway, drive }, world, seeded, clock),
    composed: {
      deps: inside.deps,
      written: pump.written,
      tokens: { put: async (token: string) => void (variables["ARO_API_TOKEN"] = token) },
    },
    aws,
    handlers,
    close: async () => {
      world.carrier.close();
      world.stripe.close();
      world.mailbox?.close();
      aws.looking.destroy();
      await aws.close();
      rmSync(folder, { recursive: true, force: true });
      calls.refuseUnlisted();
    },
  };
};

const mailVariables = {
  SES_REGION: sandboxMailAccount.region,
  SES_ACCESS_KEY_ID: sandboxMailAccount.accessKeyId,
  SES_SECRET_ACCESS_KEY: sandboxMailAccount.secretAccessKey,
  SES_FROM: `Riverside Clinic <${sandboxMailAccount.from}>`,
  SES_CONFIGURATION_SET: sandboxMailAccount.configurationSet,
};

type World = Awaited<ReturnType<typeof worldOf>>;
type Clock = ReturnType<typeof turnableSandboxClock>;

const unreachable = async (): Promise<Response> => new Response(null, { status: 503 });
const nobody = {
  outside: {
    carrier: unreachable,
    payments: unreachable,
    mail: unreachable,
    booking: {
      calendly: unreachable,
      calcom: unreachable,
      acuity: unreachable,
      square: unreachable,
    },
  },
};

const playedAround =
  (
    { ground, clients, askStreams }: Awaited<ReturnType<typeof awsGround>>,
    clock: Clock,
    variables: Readonly<Record<string, string>>,
  ) =>
  ({ outside }: Pick<Around, "outside">, isOwnLink?: Around["isOwnLink"]): Around => ({
    ground,
    clients,
    clock,
    outside,
    isOwnLink,
    variables: async () => variables,
    signatureClocks: () => [clock.now()],
    askStreams,
    otherUrls: [],
    isPlayed: true,
  });

/** The first business and its doors, as the embedded runtime makes them. */
const seedOn = (
  { endpoints, tenants, saveSettings: put }: Deps,
  { configuration }: Surroundings,
  onToken: (token: string) => void,
): Promise<Seeded> => {
  const parts = {
    endpoints: endpoints as AwsEndpoints,
    tenants: { settings: (one: typeof tenant) => tenants.settings(one), put, all: () => [] },
    tokens: { put: async (token: string) => onToken(token), tenantOf: () => null },
  };
  return seed(parts, configuration);
};

/** The sandbox's providers, which live outside whatever the runtime. */
const worldOf = async (around: Surroundings, deps: Deps, seeded: Seeded, clock: Clock) => {
  const carrier = sandboxCarrier(around, seeded, clock);
  const { stripe } = paymentsOf({ around, seeded, clock }, insideUrl);
  const { mailbox, door } = mailOf({ around, seeded, clock }, insideUrl);
  const booking = await bookingSystemsFor(deps.endpoints as AwsEndpoints, { ...around, tenant });
  const { sandboxes } = booking;
  if (stripe === null || mailbox === null || sandboxes === null)
    throw new Error("Cannot test without the sandbox");
  const mail = async (request: Request): Promise<Response> =>
    request.method === "GET"
      ? new Response(await door.certificateAt(request.url))
      : mailbox.fetch(request);
  const outside = {
    carrier: carrier.fetch,
    payments: stripe.fetch,
    mail,
    booking: {
      calendly: sandboxes.calendly.fetch,
      calcom: sandboxes.calcom.fetch,
      acuity: sandboxes.acuity.fetch,
      square: sandboxes.square.fetch,
    },
  };
  return { carrier, stripe, mailbox, booking, outside };
};

/** Rounds as the embedded runtime has them: what is urgent, then the world outside, then the read models. */
const driveOf = (
  pump: Awaited<ReturnType<typeof createAwsPump>>,
  { carrier, stripe, mailbox }: World,
  clock: Clock,
  { log }: Deps,
) => {
  const works = [carrier, stripe, mailbox];
  const outside = async (): Promise<number> => {
    let done = 0;
    for (const one of works) done += await one.runDue(clock.now());
    return done;
  };
  return createDrive({
    round: async () => (await pump.urgent()) || (await outside()) || (await pump.project()),
    settle: async () => 0,
    next: async () => earliest([await pump.next(), ...works.map((one) => one.next())]),
    now: () => clock.now(),
    gap: async () => () => undefined,
    clock,
    log,
  });
};

/** As API Gateway: it finds the function by method and path, and hands it an event. Pages are not there. */
const lambdaRoutes = ({ http }: AwsHandlers): readonly Route[] =>
  manifest.http
    .filter(({ function: name }) => http[name] !== undefined)
    .map(({ function: name, method, path }) => ({
      method,
      path,
      door: async (request, params) => {
        const handler = http[name];
        if (handler === undefined) throw new Error(`Cannot find ${name}`);
        const result = await handler(await gatewayEvent(request, { params }));
        const { statusCode: status, headers, body, isBase64Encoded, cookies = [] } = result;
        const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
        const response = new Response(bytes.length === 0 ? null : bytes, { status, headers });
        for (const cookie of cookies) response.headers.append("set-cookie", cookie);
        return response;
      },
    }));

const story = (
  { handle, drive }: Pick<StoryHouse, "handle" | "drive">,
  { carrier, stripe }: World,
  { calendly }: Seeded,
  clock: Clock,
) => {
  const tell = async (
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const url = `${insideUrl}/v1/webhooks/calendly/${calendly.id}`;
    const all = { "content-type": "application/json", ...headers };
    const response = await handle(new Request(url, { method: "POST", headers: all, body }));
    await drive.drain();
    return response;
  };
  return {
    handle,
    drive,
    carrier,
    stripe,
    post: (body: string, signedAt = clock.now()) =>
      tell(body, sign(body, calendly.secrets[0] ?? "", signedAt)),
    /** The same, under a name of the sender's own for the story. */
    tell: (body: string, story: string) =>
      tell(body, {
        ...sign(body, calendly.secrets[0] ?? "", clock.now()),
        "x-correlation-id": story,
      }),
    texts: (phone: string, channel?: "sms" | "whatsapp") =>
      carrier.phone
        .messages(phone, channel)
        .filter(({ direction }) => direction === "outbound")
        .map((message) => `${message.at} ${message.body}`),
    turnTo: async (moment: string) => {
      const turned = await drive.turnTo(at(moment));
      if (turned !== "turned") throw new Error(`Cannot turn the clock to ${moment}: ${turned}`);
    },
    customerTexts: async (phone: string, body: string, channel?: "sms" | "whatsapp") => {
      await carrier.phone.text(phone, body, channel);
      await drive.drain();
    },
  };
};

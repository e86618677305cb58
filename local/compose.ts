import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createSandboxClock, type SandboxClock, systemClock } from "#adapters/local/clock";
import { createCursors } from "#adapters/local/cursors";
import { type Database, openDatabase } from "#adapters/local/database";
import { createEndpoints, type LocalEndpoints } from "#adapters/local/endpoints";
import { createEventStore, type LocalEventStore } from "#adapters/local/event-store";
import { createFeed } from "#adapters/local/feed";
import { createLog } from "#adapters/local/log";
import { createMetrics } from "#adapters/local/metrics";
import { refuseLostDatabase } from "#adapters/local/lost-database";
import { bindToMode } from "#adapters/local/mode";
import { createRecentCommits } from "#adapters/local/recent-commits";
import { createTenants, type LocalTenants } from "#adapters/local/tenants";
import { createTokens, type Tokens } from "#adapters/local/tokens";
import { createVault } from "#adapters/local/vault";
import type { Carrier, CarrierSettings } from "#adapters/sandbox-carrier/carrier";
import type { Mailbox } from "#adapters/sandbox-mailbox/mailbox";
import type { SandboxStripe } from "#adapters/sandbox-stripe/stripe";
import { createCodec } from "#events/codec";
import { catalog } from "#events/catalog";
import type { Reading } from "#core/app/app";
import { routeMessages } from "#core/app/route-messages";
import { fromEpochMs, type Instant } from "#core/kernel/time";
import type { WatchedQueues } from "#core/ports/queues";
import type { WatchedTimers } from "#core/ports/timers";
import type { Deps } from "#functions/deps";
import type { Configuration } from "#functions/env";
import { readingFor } from "#functions/reading";
import { bookingSystemsFor, type BookingUrls, type SandboxSystems } from "#local/booking-systems";
import { type ChainWatch, createChainWatch } from "#local/chain-watch";
import { deadLettersOf } from "#local/dead-letters";
import { healthOf } from "#local/health";
import { loadPack, packNamed } from "#local/load-pack";
import { type MailFaults, mailOf } from "#local/mail";
import {
  accountSidOf,
  insideUrl,
  messengerFor,
  sandboxCarrier,
  senderPaceOf,
} from "#local/messaging";
import { ownPages, paymentsOf, type StripeFaults } from "#local/payments";
import { seed, type Seeded, tenant } from "#local/seed";
import { tablesOf } from "#local/tables";

/** How a text that we asked for reaches us again: providers' webhooks, in this very process. */
type Deliver = (request: Request) => Promise<Response>;

type LocalDeps = Deps & { readonly queues: WatchedQueues; readonly timers: WatchedTimers };

export type Composed = {
  readonly deps: LocalDeps;
  readonly db: Database;
  readonly store: LocalEventStore;
  readonly tenants: LocalTenants;
  readonly endpoints: LocalEndpoints;
  readonly tokens: Tokens;
  readonly seeded: Seeded;
  readonly clock: SandboxClock | null;
  readonly carrier: Carrier | null;
  /** Simulated booking systems, where there are no real ones to ask. */
  readonly booking: { readonly sandboxes: SandboxSystems | null };
  readonly stripe: SandboxStripe | null;
  readonly mailbox: Mailbox | null;
  readonly chains: ChainWatch;
  readonly close: () => void;
};

/** What only the host knows: where it is reached, how to hand over a webhook, where log lines go. */
export type Surroundings = {
  readonly configuration: Configuration;
  readonly publicUrl: () => string;
  readonly deliver: Deliver;
  readonly writeLog: (line: string) => void;
  /** The time on the wall; a demo or a test may bring its own. */
  readonly wallNow: () => number;
  /** Folder of the pack in use; where nothing is said, what the configuration names. */
  readonly pack?: string;
  /** What the sandbox carrier's calls suffer; where nothing is said, nothing. */
  readonly faults?: CarrierSettings["faults"];
  /** The language model that reads answers; where nothing is said, what the configuration names, or none. */
  readonly reading?: Reading;
  /** Where booking systems are asked, in place of the sandboxes or the real ones. */
  readonly bookingUrls?: BookingUrls;
  /** The same, of the sandbox payment service. */
  readonly stripeFaults?: StripeFaults;
  /** A carrier that does not end with this process, in place of the sandbox's; it is told the time. */
  readonly carrier?: (now: () => Instant) => Carrier;
  /** The same, of the sandbox mail service. */
  readonly mailFaults?: MailFaults;
  /** How far the data had come when this process began; the sandboxes' ids go by it. */
  readonly era?: number;
  /** How many writes share a transaction; where nothing is said, as many as a server can let a request wait for. */
  readonly mostTogether?: number;
};

/** The composition root of the embedded runtime: every port gets its adapter here, and nowhere else. */
export const compose = async (surroundings: Surroundings): Promise<Composed> => {
  const { configuration } = surroundings;
  const { db, vault, around } = openData(surroundings);
  const codec = createCodec({ vault, catalog });
  const recent = createRecentCommits();
  const store = createEventStore({ db, codec, vault, recent });
  const isSandbox = configuration.ARO_MODE === "sandbox";
  const clock = isSandbox ? createSandboxClock({ db, wallNow: around.wallNow }) : null;
  const endpoints = createEndpoints({ db, vault });
  const tenants = createTenants(db);
  const tokens = createTokens(db);
  const seeded = await seed({ tenants, endpoints, tokens }, configuration);
  const carrier = clock === null ? null : sandboxCarrier(around, seeded, clock);
  const booking = await bookingSystemsFor(endpoints, { ...around, tenant });
  const metrics = createMetrics();
  const now = clock ?? systemClock;
  const { stripe, ...payments } = paymentsOf({ around, seeded, clock: now }, insideUrl);
  const mail = mailOf({ around, seeded, clock }, insideUrl);
  const least = configuration.ARO_LOG_LEVEL;
  const log = createLog(around.writeLog, { least, now: () => now.now() });
  const chains = createChainWatch(db, log);
  const feed = createFeed(db, recent);
  const cursors = createCursors(db);

  const deps: LocalDeps = {
    store,
    vault,
    clock: now,
    tzdb: process.versions["tz"] ?? "unknown",
    pause: (ms) => pause(ms),
    metrics,
    feed,
    cursors,
    ...tablesOf(db, codec),
    senderPace: senderPaceOf(configuration),
    messenger: routeMessages({
      phones: messengerFor(around, seeded, carrier),
      mail: mail.messenger,
    }),
    mail: mail.door,
    ...payments,
    tenants,
    saveSettings: tenants.put,
    deadLetters: deadLettersOf(db, now),
    pack: await loadPack(db, around.pack ?? packNamed(configuration.ARO_PACK), ownPages(around)),
    log,
    reading: around.reading ?? readingFor(configuration),
    endpoints,
    bookingSystems: booking.systems,
    signatureClocks: () => [now.now(), fromEpochMs(around.wallNow())],
    publicUrl: around.publicUrl,
    signedUrls: () => [around.publicUrl(), ...(carrier === null ? [] : [insideUrl])],
    carrierAccount: accountSidOf(configuration),
    tenantOfToken: async (token) => tokens.tenantOf(token),
    localTenant: tenant,
    health: healthOf({ db, cursors, clock: now, carrier, chains }),
    metricsText: metrics.text,
    phone: carrier === null ? null : async (e164) => carrier.phone.messages(e164),
  };
  const close = (): void => {
    chains.stop();
    carrier?.close();
    stripe?.close();
    mail.mailbox?.close();
    db.close();
  };
  const outside = { carrier, booking, stripe, mailbox: mail.mailbox };
  return { deps, db, store, tenants, endpoints, tokens, seeded, clock, ...outside, chains, close };
};

const openData = (around: Surroundings) => {
  const { configuration, mostTogether } = around;
  const { ARO_DATA: folder, ARO_MODE: mode } = configuration;
  const keyFile = join(folder, "vault.key");
  refuseLostDatabase(join(folder, "aro.db"), keyFile);
  const db = openDatabase(
    join(folder, "aro.db"),
    mostTogether === undefined ? {} : { mostTogether },
  );
  bindToMode(db, mode, folder);
  const newest = db.get<{ position: number | null }>(
    "SELECT max(position) AS position FROM commits",
  );
  const era = newest?.position ?? 0;
  return { db, vault: createVault({ db, keyFile }), around: { ...around, era } };
};

import { at } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";
import type { Cursors } from "#core/ports/cursors";
import type { Leases } from "#core/ports/leases";
import { clockContract } from "#test/contract/clock";
import { cursorsContract } from "#test/contract/cursors";
import { type EndpointsStage, endpointsContract } from "#test/contract/endpoints";
import { leasesContract } from "#test/contract/leases";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { tenantA, tenantB } from "#test/support/sample-commits";

const cursorsLie = lying<Cursors>(({ cursors }) => cursors);

export const cursorsLiars = liarsOf(cursorsContract, [
  cursorsLie(
    "begins at 1",
    (cursors) => ({
      ...cursors,
      position: async (tenant, reader) => Math.max(1, await cursors.position(tenant, reader)),
    }),
    "begins at 0",
  ),
  cursorsLie(
    "forgets",
    (cursors) => ({ ...cursors, advance: async () => undefined }),
    "remembers how far a reader has come",
  ),
  cursorsLie(
    "restarts only once it is moved",
    (cursors) => ({ ...cursors, restart: async () => undefined }),
    "begins at 0 again when it is restarted",
  ),
  cursorsLie(
    "restarts everybody",
    (cursors) => ({
      ...cursors,
      restart: async () => {
        for (const tenant of [tenantA, tenantB])
          for (const reader of ["reactor", "projector"]) await cursors.restart(tenant, reader);
      },
    }),
    "restarts nobody else",
  ),
  cursorsLie(
    "goes back when told to",
    () => {
      let last = 0;
      return {
        restart: async () => undefined,
        position: async () => last,
        advance: async (_, __, position) => {
          last = position;
        },
      };
    },
    "never goes back",
    "keeps readers apart",
    "keeps tenants apart",
  ),
]);

const leasesLie = lying<Leases>(({ leases }) => leases);

export const leasesLiars = liarsOf(leasesContract, [
  leasesLie(
    "grants to everybody",
    (leases) => {
      let token = 0;
      const acquire: Leases["acquire"] = async () => {
        token += 1;
        return { kind: "granted", token };
      };
      return { ...leases, acquire };
    },
    "names the end of what somebody holds",
    "grants to one of ten who ask at once",
    "is not given back by a holder whose time was over",
  ),
  leasesLie(
    "grants to nobody",
    (leases) => ({
      ...leases,
      acquire: async ({ now }) => ({ kind: "held", until: now }),
    }),
    "grants what nobody holds",
  ),
  leasesLie(
    "gives the same token to each holder",
    (leases) => {
      let real = 0;
      return {
        ...leases,
        acquire: async (wish) => {
          const lease = await leases.acquire(wish);
          if (lease.kind === "held") return lease;
          real = lease.token;
          return { ...lease, token: 1 };
        },
        release: (tenant, key) => leases.release(tenant, key, real),
      };
    },
    "grants again, with a larger token, when the time is over",
    "grants again, with a larger token, when it was given back",
    "is not given back by a holder whose time was over",
  ),
  leasesLie(
    "locks one door for all keys",
    (leases) => ({
      ...leases,
      acquire: (wish) => leases.acquire({ ...wish, tenant: tenantA, key: "the door" }),
    }),
    "keeps keys and tenants apart",
  ),
]);

const endpointsLie = lying<EndpointsStage>(({ endpoints }) => ({
  endpoints,
  put: endpoints.put,
}));

export const endpointsLiars = liarsOf(endpointsContract, [
  endpointsLie(
    "finds somebody under every id",
    ({ endpoints, put }) => ({
      put,
      endpoints: {
        ...endpoints,
        find: async (id) => ({
          id,
          tenant: tenantA,
          provider: "calendly",
          secrets: ["guess me"],
          toleranceMs: 1,
        }),
      },
    }),
    "finds nothing under an id that nobody gave out",
  ),
  endpointsLie(
    "names the oldest secret first",
    ({ endpoints, put }) => ({
      put,
      endpoints: {
        ...endpoints,
        find: async (id) => {
          const found = await endpoints.find(id);
          return found && { ...found, secrets: found.secrets.toReversed() };
        },
      },
    }),
    "finds the tenant, its secrets newest first, and the tolerance",
    "finds the new secrets once they have been rotated",
  ),
  endpointsLie(
    "forgets with what to ask back",
    ({ endpoints, put }) => ({
      put: ({ access: _, ...endpoint }) => put(endpoint),
      endpoints,
    }),
    "finds with what to ask back, until it is put without",
  ),
  endpointsLie(
    "has one door",
    ({ endpoints, put }) => ({
      put: (endpoint) => put({ ...endpoint, id: "the door" }),
      endpoints: { ...endpoints, find: () => endpoints.find("the door") },
    }),
    "keeps endpoints apart",
  ),
  endpointsLie(
    "lists everybody's doors",
    ({ endpoints, put }) => ({
      put,
      endpoints: {
        ...endpoints,
        ofTenant: async () => [
          ...(await endpoints.ofTenant(tenantA)),
          ...(await endpoints.ofTenant(tenantB)),
        ],
      },
    }),
    "lists the doors of a tenant by their ids, and nobody else's",
  ),
]);

const clockLie = lying<Clock>(({ clock }) => clock);

export const clockLiars = liarsOf(clockContract, [
  clockLie(
    "leaves out the milliseconds",
    (clock) => ({ now: () => clock.now().replace(/\.\d+Z$/, "Z") as ReturnType<Clock["now"]> }),
    "spells the moment in the one way that can be compared",
  ),
  clockLie(
    "goes back an hour once a year, as the one on the wall does",
    () => {
      let readings = 0;
      const now = () => {
        readings += 1;
        return at(readings < 50 ? "2026-10-25T00:59:59Z" : "2026-10-25T00:00:00Z");
      };
      return { now };
    },
    "does not go back from one reading to the next",
  ),
]);

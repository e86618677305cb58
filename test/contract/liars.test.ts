import { describe, expect, it } from "vitest";
import { blobsLiars } from "#test/contract/liars/blobs";
import { clockLiars, cursorsLiars, endpointsLiars, leasesLiars } from "#test/contract/liars/small";
import { breakersLiars } from "#test/contract/liars/breakers";
import { deadLettersLiars } from "#test/contract/liars/dead-letters";
import { eventStoreLiars } from "#test/contract/liars/event-store";
import { feedLiars } from "#test/contract/liars/feed";
import { keyRecordsLiars } from "#test/contract/liars/key-records";
import { pacingLiars } from "#test/contract/liars/pacing";
import { queuesLiars, watchedQueuesLiars } from "#test/contract/liars/queues";
import { timersLiars } from "#test/contract/liars/timers";
import { vaultLiars } from "#test/contract/liars/vault";
import { viewsLiars } from "#test/contract/liars/views";

const allLiars = [
  eventStoreLiars,
  feedLiars,
  cursorsLiars,
  viewsLiars,
  timersLiars,
  queuesLiars,
  watchedQueuesLiars,
  deadLettersLiars,
  leasesLiars,
  pacingLiars,
  breakersLiars,
  vaultLiars,
  keyRecordsLiars,
  endpointsLiars,
  blobsLiars,
  clockLiars,
];

describe.each(allLiars)("The contract of $port objects", ({ promises, trials }) => {
  it.each(trials)("to one that $lie: $promise", async ({ keep }) => {
    await expect(keep()).rejects.toThrow();
  });

  it("by each of its clauses, so that none of them is an empty promise", () => {
    const tried = new Set(trials.map(({ promise }) => promise));
    expect(promises.filter((promise) => !tried.has(promise))).toEqual([]);
  });
});

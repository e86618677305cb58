import { describe, expect, it } from "vitest";
import type { KeyOwner } from "#adapters/aws/key-name";
import { createKeyLooks } from "#adapters/aws/key-looks";
import type { KeyRecords } from "#adapters/aws/kms-keys";
import { at } from "#core/kernel/time";
import { memoryKeyRecords } from "#test/support/memory-key-records";
import { tenantA, tenantB } from "#test/support/sample-commits";

const guest = (subject: string, tenant = tenantA): KeyOwner => ({ tenant, subject });

/** A table that is asked and answers when it is told to, with what stood there when the request reached it. */
const slowTable = () => {
  const rows = memoryKeyRecords();
  const requests: string[] = [];
  const answers: { readonly answer: () => void; readonly fail: () => void }[] = [];
  const told = async <T>(named: string, read: () => Promise<T>): Promise<T> => {
    requests.push(named);
    const found = await read();
    return new Promise((resolve, reject) => {
      answers.push({ answer: () => resolve(found), fail: () => reject(new Error(`no ${named}`)) });
    });
  };
  const records: KeyRecords = {
    ...rows,
    get: (...owner) => told(owner[1], () => rows.get(...owner)),
    namesOf: (owners) =>
      told(owners.map(({ subject }) => subject).join(" "), () => rows.namesOf(owners)),
  };
  const turn = async <T>(of: () => T): Promise<void> => {
    of();
    await new Promise(setImmediate);
  };
  return {
    requests,
    lookAt: createKeyLooks({ records, clock: { now: () => at("2026-03-02T09:00:00Z") } }),
    stands: ({ tenant, subject }: KeyOwner, name: string) =>
      rows.putIfAbsent(tenant, subject, { name, wrapped: new Uint8Array(), under: null }),
    erased: ({ tenant, subject }: KeyOwner) => rows.delete(tenant, subject),
    answer: () => turn(() => answers.shift()?.answer()),
    fail: () => turn(() => answers.shift()?.fail()),
    settled: () => turn(() => undefined),
  };
};

const namesIn = async (looks: readonly Promise<{ readonly keyName: string | null }>[]) =>
  (await Promise.all(looks)).map(({ keyName }) => keyName);

describe("a look at the table of keys", () => {
  it("begins at once for who asks alone, with one plain read", async () => {
    const table = slowTable();
    await table.stands(guest("guest-1"), "one");
    const look = table.lookAt(guest("guest-1"));
    await table.settled();
    expect(table.requests).toEqual(["guest-1"]);
    await table.answer();
    expect(await look).toEqual({ keyName: "one", lookedAt: at("2026-03-02T09:00:00Z") });
  });

  it("begins after the question: what is under way tells nothing to who asks meanwhile", async () => {
    const table = slowTable();
    await table.stands(guest("guest-1"), "one");
    const before = table.lookAt(guest("guest-1"));
    await table.settled();
    await table.erased(guest("guest-1"));
    const after = table.lookAt(guest("guest-1"));
    await table.answer();
    await table.answer();
    expect(await namesIn([before, after])).toEqual(["one", null]);
    expect(table.requests).toEqual(["guest-1", "guest-1"]);
  });

  it("is one for all who ask while another is under way, of each subject once and of any tenant", async () => {
    const table = slowTable();
    await table.stands(guest("guest-2"), "two");
    await table.stands(guest("guest-2", tenantB), "other");
    const first = table.lookAt(guest("guest-1"));
    await table.settled();
    const asked = [guest("guest-2"), guest("guest-3"), guest("guest-2"), guest("guest-2", tenantB)];
    const looks = asked.map(table.lookAt);
    await table.settled();
    expect(table.requests).toEqual(["guest-1"]);

    await table.answer();
    expect(table.requests).toEqual(["guest-1", "guest-2 guest-3 guest-2"]);
    await table.answer();
    expect(await namesIn([first, ...looks])).toEqual([null, "two", null, "two", "other"]);
  });

  it("that fails fails those who asked in it, and nobody who asked before or after", async () => {
    const table = slowTable();
    await table.stands(guest("guest-3"), "three");
    const first = table.lookAt(guest("guest-1"));
    await table.settled();
    const failing = [table.lookAt(guest("guest-2")), table.lookAt(guest("guest-3"))];
    const outcomes = Promise.allSettled(failing);
    await table.answer();
    const after = table.lookAt(guest("guest-3"));
    await table.fail();
    await table.answer();
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await namesIn([first, after])).toEqual([null, "three"]);
    expect(table.requests).toEqual(["guest-1", "guest-2 guest-3", "guest-3"]);
  });
});

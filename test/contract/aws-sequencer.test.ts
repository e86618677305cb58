import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSequencer, type Place } from "#adapters/aws/sequencer";
import { as, type TenantId } from "#core/kernel/ids";
import { chanceFrom } from "#test/killed/chance";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { type Faults, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { appendNext, tenantA, tenantB } from "#test/support/sample-commits";

withDynamoDb("the sequencer", (endpoint) => {
  let ports: AwsPorts;
  let faults: Faults;
  beforeEach(async () => {
    ports = await awsPorts({ endpoint: endpoint() });
    faults = injectFaults(ports.client);
  });
  afterEach(() => ports.close());

  const append = async (stream: string, tenant: TenantId = tenantA): Promise<Place> =>
    appendNext(ports.store, { stream: as(stream), tenant });
  const sequence = (...commits: readonly Place[]) => ports.sequencer.sequence(commits);
  const feedOf = async (tenant: TenantId = tenantA): Promise<readonly string[]> => {
    const entries = await ports.feed.after(tenant, 0, 1_000);
    expect(entries.map(({ position }) => position)).toEqual(entries.map((_, index) => index + 1));
    return entries.map(({ commit: { stream, version } }) => `${stream}@${version}`);
  };

  it("gives commits that come twice one position", async () => {
    const [one, two] = [await append("house/1"), await append("house/2")];
    await sequence(one, two, one);
    await sequence(two, one);
    await createSequencer(ports.dynamo).sequence([one, two]);
    expect(await feedOf()).toEqual(["house/1@1", "house/2@1"]);
  });

  it("gives those that come in disorder their positions in the order of their stream", async () => {
    const [one, two] = [await append("house/1"), await append("house/1")];
    await sequence(two, one);
    expect(await feedOf()).toEqual(["house/1@1", "house/1@2"]);
  });

  it("gives those that never came their positions with the next of their stream", async () => {
    const [one, , three] = [
      await append("house/1"),
      await append("house/1"),
      await append("house/1"),
    ];
    await sequence(one);
    await sequence(three);
    expect(await feedOf()).toEqual(["house/1@1", "house/1@2", "house/1@3"]);
  });

  it("keeps the order in which streams took turns", async () => {
    const commits = [await append("house/1"), await append("house/2"), await append("house/1")];
    await sequence(...commits);
    expect(await feedOf()).toEqual(["house/1@1", "house/2@1", "house/1@2"]);
  });

  it("counts for each tenant on its own", async () => {
    await sequence(await append("house/1"), await append("house/1", tenantB));
    expect(await feedOf()).toEqual(["house/1@1"]);
    expect(await feedOf(tenantB)).toEqual(["house/1@1"]);
  });

  it("goes on where another has died after the segment and before its marks", async () => {
    const [one, two, three] = [
      await append("house/1"),
      await append("house/2"),
      await append("house/3"),
    ];
    faults.plan("UpdateItem", ...Array.from({ length: 10 }, () => unreachable));
    await expect(sequence(one, two)).rejects.toMatchObject({ name: "dynamodb_unavailable" });
    faults.clear();

    await createSequencer(ports.dynamo).sequence([three]);
    await createSequencer(ports.dynamo).sequence([one, two, three]);
    expect(await feedOf()).toEqual(["house/1@1", "house/2@1", "house/3@1"]);
  });
  const unreachable = { kind: "unreachable" } as const;

  it("finds its own segment where the answer was lost", async () => {
    const commits = [await append("house/1"), await append("house/2")];
    faults.plan("PutItem", { kind: "reply_lost" });
    await sequence(...commits);
    await sequence(...commits);
    expect(await feedOf()).toEqual(["house/1@1", "house/2@1"]);
  });

  it("takes a feed of more positions than one segment holds", async () => {
    const streams = Array.from({ length: 104 }, (_, n) => `house/${n}`);
    await sequence(...(await Promise.all(streams.map((stream) => append(stream)))));
    expect(await feedOf()).toHaveLength(104);
    for (const position of [0, 1, 98, 99, 100, 101, 103, 104]) {
      const [next] = await ports.feed.after(tenantA, position, 1);
      expect(next?.position).toBe(position === 104 ? undefined : position + 1);
    }
  });

  it.each([1, 2, 3])(
    "stands racing sequencers, duplicates and disorder (seed %i)",
    async (seed) => {
      const chance = chanceFrom(seed);
      const commits: Place[] = [];
      for (let n = 0; n < 24; n += 1) commits.push(await append(`house/${chance.below(5)}`));
      const batches = Array.from({ length: 12 }, () =>
        Array.from({ length: 1 + chance.below(6) }, () => commits[chance.below(24)] as Place),
      );
      const kinds = ["reply_lost", "unreachable"] as const;
      for (const command of ["PutItem", "UpdateItem", "Query"])
        faults.plan(
          command,
          ...Array.from({ length: 30 }, () =>
            chance.below(4) === 0 ? { kind: kinds[chance.below(2)] ?? "unreachable" } : null,
          ),
        );

      const sequencers = [createSequencer(ports.dynamo), createSequencer(ports.dynamo)];
      await Promise.allSettled(batches.map(async (batch, n) => sequencers[n % 2]?.sequence(batch)));
      faults.clear();
      await sequence(...commits); // Whatever failed is given again.

      const feed = await feedOf();
      expect(new Set(feed).size).toBe(24);
      expect(feed).toHaveLength(24);
      for (const stream of new Set(commits.map(({ stream: name }) => name))) {
        const own = feed.filter((name) => name.startsWith(`${stream}@`));
        expect(own).toEqual(own.map((_, index) => `${stream}@${index + 1}`));
      }
    },
  );

  it("throws where it is crowded out, so that the batch comes again", async () => {
    const one = await append("house/1");
    faults.plan("PutItem", ...Array.from({ length: 20 }, () => ({ kind: "conflict" }) as const));
    await expect(sequence(one)).rejects.toMatchObject({ name: "dynamodb_throttled" });
    await sequence(one);
    expect(await feedOf()).toEqual(["house/1@1"]);
  });

  it("refuses to go on in a feed whose commit is not to be found", async () => {
    await sequence({ tenant: tenantA, stream: as("house/1"), version: 1 });
    await expect(feedOf()).rejects.toMatchObject({ name: "dynamodb_missing" });
  });

  it("reads again, and strongly, what a feed's first look has not found", async () => {
    await sequence(await append("house/1"), await append("house/2"));
    faults.forget();
    faults.plan("BatchGetItem", { kind: "in_part", most: 1 });
    faults.plan("BatchGetItem", { kind: "answered", output: { Responses: {} } });
    expect(await feedOf()).toEqual(["house/1@1", "house/2@1"]);
    const [, ...looks] = faults.questions.map(({ input }) => JSON.stringify(input));
    expect(looks.map((look) => look.includes('"ConsistentRead":true'))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("writes one item more than a batch has streams, and reads only the marks it does not know", async () => {
    const commits = [await append("house/1"), await append("house/1"), await append("house/2")];
    await sequence(await append("house/3"));
    faults.forget();
    await sequence(...commits);
    expect(faults.commands()).toEqual(["BatchGetItem", "PutItem", "UpdateItem", "UpdateItem"]);

    const [one, two] = [await append("house/1"), await append("house/1")];
    faults.forget();
    await sequence(one, two);
    await sequence(one, two);
    expect(faults.commands()).toEqual(["PutItem", "UpdateItem"]);
  });

  it("is not misled by what it remembers where another has gone on", async () => {
    await sequence(await append("house/1"));
    const two = await append("house/1");
    await createSequencer(ports.dynamo).sequence([two]);
    const three = await append("house/1");
    await sequence(two, three);
    await sequence(two);
    expect(await feedOf()).toEqual(["house/1@1", "house/1@2", "house/1@3"]);
  });

  it("does not take a mark back that it has moved since it asked for it", async () => {
    const commits = [await append("house/1"), await append("house/2")] as const;
    const [marks, move] = [gate(), gate()];
    faults.plan("BatchGetItem", { kind: "late", until: marks.isOpen });
    const late = sequence(commits[0]);
    await vi.waitUntil(() => faults.commands().includes("BatchGetItem"), patience);

    faults.plan("UpdateItem", null, { kind: "late", until: move.isOpen });
    const both = sequence(...commits);
    await vi.waitUntil(async () => (await ports.feed.after(tenantA, 0, 9)).length === 2, patience);
    marks.open();
    await late;
    move.open();
    await both;
    await sequence(...commits);
    expect(await feedOf()).toEqual(["house/1@1", "house/2@1"]);
  });
});

const patience = { timeout: 20_000 };

const gate = () => {
  let open = (): void => undefined;
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { isOpen, open: () => open() };
};

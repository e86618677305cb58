import { afterEach, beforeEach, expect, it } from "vitest";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import { at } from "#core/kernel/time";
import { parsePack } from "#core/profiles/pack";
import { packAsData } from "#core/profiles/pack-as-data";
import type { BundledPack } from "#functions/aws-pack";
import { packs } from "#functions/packs";
import { packsAsData } from "#functions/packs-as-data";
import { awsHouse } from "#test/support/aws-house";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const start = "2026-03-02T15:00:00Z";
const phone = "+14045550123";

type Files = Readonly<Record<string, string>>;
const files: Files = packs["healthcare"] ?? {};

/** The first reminder comes a day earlier. */
const nextFiles: Files = {
  ...files,
  "reminder-sequence.yaml": (files["reminder-sequence.yaml"] ?? "")
    .replace("version: 2", "version: 3")
    .replace('appointment.start - duration("48h")', 'appointment.start - duration("72h")'),
};

const dataOf = (one: Files): string => {
  const pack = parsePack(one);
  if (!pack.ok) throw new Error("Cannot test with a pack that is not good");
  const bundled: BundledPack = { hash: sha256Hex(canonical(one)), ...packAsData(pack.value) };
  return JSON.stringify(bundled);
};

/** Whoever is opened while this lasts is of the next release. */
const asNextRelease = async (work: () => Promise<unknown>): Promise<void> => {
  const [data, texts] = [packsAsData, packs] as Record<string, unknown>[] as [
    Record<string, string>,
    Record<string, Files>,
  ];
  data["healthcare"] = dataOf(nextFiles);
  texts["healthcare"] = nextFiles;
  try {
    await work();
  } finally {
    data["healthcare"] = dataOf(files);
    texts["healthcare"] = files;
  }
};

withDynamoDb("a release that brings another pack, while the one before goes on", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  beforeEach(async () => {
    house = await awsHouse(endpoint(), start);
    const { react, execute, wake } = house.handlers;
    for (const open of [react, execute, wake]) await open({ Records: [] });
  });
  afterEach(() => house.close());

  it("begins journeys that the older functions go on with, each by its own definition", async () => {
    const visit = booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(start) });
    await asNextRelease(() => house.post(inviteeCreated(visit)));
    await house.turnTo("2026-03-12T14:00:00Z");

    const days = house.texts(phone).map((text) => text.slice(0, 16));
    expect(days).toEqual(["2026-03-02T15:00", "2026-03-09T15:00", "2026-03-11T15:00"]);
    // Nobody has to look after a journey that is blocked: the customer has not answered, that is all.
    expect(await recordsOf(house.composed).tasks()).toEqual(["no-answer (high)"]);
  });
});

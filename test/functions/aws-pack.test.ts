import { describe, expect, it } from "vitest";
import type { KeptPacks } from "#adapters/aws/packs";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import { parsePack } from "#core/profiles/pack";
import { packOnAws } from "#functions/aws-pack";
import { packs } from "#functions/packs";
import { packsAsData } from "#functions/packs-as-data";
import * as bundled from "../../scripts/bundle-packs.ts";

type Files = Readonly<Record<string, string>>;

const files: Files = packs["healthcare"] ?? {};

/** Somebody had given customers less time to answer. */
const before: Files = {
  ...files,
  "reminder-sequence.yaml": (files["reminder-sequence.yaml"] ?? "").replace(
    "timeout: 2h",
    "timeout: 1h",
  ),
};

const hashesIn = (one: Files) => {
  const read = parsePack(one);
  return read.ok ? read.value.journeys.map(({ hash }) => hash) : [];
};

/** The shelf where packs are kept, with these on it. */
const shelfOf = (...all: readonly Files[]) => {
  const kept = new Map<string, Files>(all.map((one) => [sha256Hex(canonical(one)), one]));
  let asked = 0;
  const keep: KeptPacks["keep"] = async (hash, come) => {
    const others = [...kept].filter(([one]) => one !== hash).map(([, other]) => other);
    if (!kept.has(hash)) {
      asked += 1;
      kept.set(hash, await come());
    }
    return others;
  };
  return { keep, kept, asked: () => asked };
};

describe("the packs that a function brings along", () => {
  it("are those of the program, word for word; else run `node scripts/bundle-packs.ts`", () => {
    expect(packs).toEqual(bundled.packTexts());
    expect(packsAsData).toEqual(bundled.packsAsData());
  });

  it.each(Object.keys(packs))("can be used: %s", async (name) => {
    const shelf = shelfOf();
    const { about, definitions } = (await packOnAws(shelf, name, undefined)).pack;
    expect(about.name).toBe(name);
    expect(definitions.current.map(({ hash }) => hash)).toEqual(hashesIn(packs[name] ?? {}));
  });

  it.each(["", "dental", "toString"])("cannot be used where there is none: %s", async (name) => {
    await expect(packOnAws(shelfOf(), name, undefined)).rejects.toMatchObject({
      name: "DefinitionInvalid",
      message: `Cannot use the pack "${name}"`,
    });
  });
});

describe("the texts of a pack", () => {
  it("are kept by its first start, under the hash that they have", async () => {
    const shelf = shelfOf();
    await packOnAws(shelf, "healthcare", undefined);
    expect([...shelf.kept]).toEqual([[sha256Hex(canonical(files)), files]]);
    await packOnAws(shelf, "healthcare", undefined);
    expect(shelf.asked()).toBe(1);
  });

  it("are read again where they are of an older pack, whose definitions runs may pin", async () => {
    const { definitions } = (await packOnAws(shelfOf(before), "healthcare", undefined)).pack;
    const pinned = hashesIn(before).filter((hash) => !hashesIn(files).includes(hash));
    expect(pinned).toHaveLength(1);
    for (const hash of [...pinned, ...hashesIn(files)])
      expect(definitions.byHash(hash)?.hash).toBe(hash);
    expect(definitions.current.map(({ hash }) => hash)).toEqual(hashesIn(files));
  });

  it("are of no use where they cannot be read any more", async () => {
    const shelf = shelfOf({ "pack.yaml": "?" });
    const { definitions } = (await packOnAws(shelf, "healthcare", undefined)).pack;
    expect(definitions.current).toHaveLength(hashesIn(files).length);
  });

  it("that a newer program keeps after our start are read when a run pins one of them, once", async () => {
    const shelf = shelfOf();
    const looks: unknown[] = [];
    const keep: KeptPacks["keep"] = (...pack) => {
      looks.push(pack);
      return shelf.keep(...pack);
    };
    const { pack, learn } = await packOnAws({ keep }, "healthcare", undefined);
    const { current, byHash } = pack.definitions;
    const [newer = sha256Hex("")] = hashesIn(before).filter(
      (hash) => !hashesIn(files).includes(hash),
    );
    shelf.kept.set("another pack", before);

    await learn(current.map(({ hash }) => hash));
    expect(looks).toHaveLength(1); // Its own start.
    const nowhere = sha256Hex("of no pack");
    for (let time = 1; time <= 3; time++) await learn([newer, nowhere]);
    expect(looks).toHaveLength(2);
    expect(byHash(newer)?.hash).toBe(newer);
    expect(byHash(nowhere)).toBeNull();
  });

  it("that cannot be read now are looked for again by the next who asks", async () => {
    const shelf = shelfOf();
    let isDown = false;
    const keep: KeptPacks["keep"] = (...pack) =>
      isDown ? Promise.reject(new RangeError("down")) : shelf.keep(...pack);
    const { pack, learn } = await packOnAws({ keep }, "healthcare", undefined);
    const [newer = sha256Hex("")] = hashesIn(before).filter(
      (hash) => !hashesIn(files).includes(hash),
    );
    shelf.kept.set("another pack", before);
    isDown = true;
    await expect(learn([newer])).rejects.toThrow("down");
    isDown = false;
    await learn([newer]);
    expect(pack.definitions.byHash(newer)?.hash).toBe(newer);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTenants } from "#adapters/local/tenants";
import { createTokens } from "#adapters/local/tokens";
import { configurationFrom } from "#functions/env";
import { seed, tenant } from "#local/seed";
import { localPortsIn, type LocalPorts } from "#test/support/local-ports";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
let ports: LocalPorts;
beforeEach(() => {
  directory = temporaryDirectory();
  ports = localPortsIn(directory.path);
});
afterEach(() => {
  ports.db.close();
  directory.remove();
});

/** The settings after a first start in sandbox mode. */
const madeUpFor = async (ARO_PACK: string) => {
  const read = configurationFrom({ ARO_PACK });
  if (!read.ok) throw new Error("Cannot start");
  const tenants = createTenants(ports.db);
  await seed({ tenants, endpoints: ports.endpoints, tokens: createTokens(ports.db) }, read.value);
  return tenants.settings(tenant);
};

describe("the sandbox's made-up business", () => {
  it.each(["healthcare", "/home/somebody/my-pack"])(
    "is a clinic where the pack is %s",
    async (pack) => {
      expect(await madeUpFor(pack)).toMatchObject({
        name: "Riverside Clinic",
        reviewLink: "https://g.page/r/riverside-clinic/review",
      });
    },
  );

  it("is of its pack's trade, in its name and its links", async () => {
    const salon = await madeUpFor("salon");
    expect(salon.name).toBe("Riverside Salon");
    expect(JSON.stringify(salon)).not.toMatch(/clinic/i);
  });
});

import { describe, expect, it } from "vitest";
import { stateAfter } from "#core/app/handle-command";
import { createImport, type ImportPlan, type RowOutcome } from "#core/app/import-customers";
import { customerIdOf } from "#core/app/judge-booking";
import { customerDecider } from "#core/customer/decide";
import { columnsFrom } from "#core/import/columns";
import { as, customerStream } from "#core/kernel/ids";
import { monday } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

const header = ["name", "phone", "email", "stop"];

const importing = (memory: MemoryApp, other: Partial<ImportPlan> = {}) => {
  const columns = columnsFrom(header);
  if (!columns.ok) throw new Error("The header of this story is wrong");
  const take = createImport(memory.app, {
    tenant,
    importId: "import-1",
    file: as("f11e"),
    operator: "test",
    isDryRun: false,
    columns: columns.value,
    country: "US",
    evidence: null,
    ...other,
  });
  return async (...rows: string[][]): Promise<readonly string[]> =>
    (await take(rows.map((cells, index) => ({ line: index + 2, cells })))).map(told);
};

const told = ({ kind, faults, optedOut }: RowOutcome): string =>
  [
    kind,
    ...faults.map(({ why, column }) => `${why} ${column}`.trim()),
    ...(optedOut ? ["stop"] : []),
  ].join(", ");

const standing = async (memory: MemoryApp, phone: string) => {
  const customer = await customerIdOf(memory.app.vault, tenant, { phone, email: null }, "");
  return stateAfter(customerDecider, memory.commitsOf(customerStream(customer)));
};

const ada = ["Ada", "(404) 555-0123", "ada@example.com", ""];
const bob = ["Bob", "404.555.0124", "", ""];

describe("an import", () => {
  it("finds the customers that bookings find, and changes nothing the second time", async () => {
    const memory = memoryApp(monday);

    expect(await importing(memory)(ada, bob)).toEqual(["added", "added"]);
    expect((await standing(memory, "+14045550123")).contact).toEqual({
      name: "Ada",
      phone: "+14045550123",
      email: "ada@example.com",
    });
    expect(await importing(memory, { importId: "import-2" })(ada, bob)).toEqual([
      "unchanged",
      "unchanged",
    ]);
    expect(memory.streams()).toHaveLength(2);
  });

  it("updates whose row has changed, and back", async () => {
    const memory = memoryApp(monday);
    const changed = ["Ada Lovelace", ...ada.slice(1)];
    await importing(memory)(ada);

    expect(await importing(memory, { importId: "import-2" })(changed)).toEqual(["updated"]);
    expect(await importing(memory, { importId: "import-3" })(ada)).toEqual(["updated"]);
    expect((await standing(memory, "+14045550123")).contact.name).toBe("Ada");
  });

  it("takes the first good row of each customer", async () => {
    const memory = memoryApp(monday);
    const broken = ["Ada", "404-555-0123", "ada@", ""];

    expect(await importing(memory)(broken, ada, ["Eve", "+1 404 555 0123", "", ""])).toEqual([
      "rejected, email_unusable email",
      "added",
      "rejected, same_customer_as_line 3",
    ]);
    expect((await standing(memory, "+14045550123")).contact.name).toBe("Ada");
  });

  it("keeps the STOP of a row that it rejects, if it can tell whose", async () => {
    const memory = memoryApp(monday);

    expect(
      await importing(memory)(
        ada,
        ["Eve", "404-555-0123", "", "yes"],
        ["Bob", "404-555-0124", "bob@", "yes"],
        ["Cy", "12", "cy@example.com", "yes"],
      ),
    ).toEqual([
      "added",
      "rejected, same_customer_as_line 2, stop",
      "rejected, email_unusable email, stop",
      "rejected, phone_unusable phone",
    ]);
    expect((await standing(memory, "+14045550123")).optedOut).toBe(true);
    expect((await standing(memory, "+14045550124")).optedOut).toBe(true);
    expect(memory.streams()).toHaveLength(2);
  });

  it("that is only tried says the same and writes nothing", async () => {
    const memory = memoryApp(monday);
    const rows = [ada, bob, ["Cy", "12", "", ""], ["Eve", "404-555-0123", "", "yes"]];
    const tried = await importing(memory, { isDryRun: true })(...rows);

    expect(memory.streams()).toEqual([]);
    expect(await importing(memory)(...rows)).toEqual(tried);
    expect(await importing(memory, { importId: "import-2", isDryRun: true })(ada)).toEqual([
      "unchanged",
    ]);
  });

  it("records who imported, from which line of which file", async () => {
    const memory = memoryApp(monday);
    await importing(memory)(ada, bob);
    const [commit] = memory.streams().map((stream) => memory.commitsOf(stream)[0]);

    expect(commit).toMatchObject({
      commandId: "import:import-1:2",
      cause: { correlationId: "import-1", actor: { kind: "operator", name: "test" } },
    });
    expect(commit?.events).toContainEqual(
      expect.objectContaining({
        type: "customer.imported",
        source: { importId: "import-1", file: "f11e", line: 2 },
      }),
    );
  });
});

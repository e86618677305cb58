import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { inspectCsv } from "#adapters/csv/inspect";
import { csvRows } from "#adapters/csv/rows";
import { temporaryDirectory } from "#test/support/temporary-directory";

const folder = temporaryDirectory();
afterAll(folder.remove);

const written = (data: string | Buffer): string => {
  const path = folder.file("list.csv");
  writeFileSync(path, data);
  return path;
};

type Row = readonly [line: number, cells: readonly string[]];

const read = async (data: string, batch = 2): Promise<{ rows: Row[]; fault: string | null }> => {
  const file = await inspectCsv(written(data));
  if (!file.ok) throw new Error(`The file of this story is refused: ${file.refusal.details.why}`);
  const rows: Row[] = [];
  try {
    for await (const some of csvRows(file.value, batch))
      rows.push(...some.map(({ line, cells }): Row => [line, cells]));
    return { rows, fault: null };
  } catch (error) {
    return { rows, fault: error instanceof Error ? error.message : "" };
  }
};

describe("a CSV file", () => {
  it.each([
    ["commas", "name,phone\nA,1\n"],
    ["semicolons", "name;phone\nA;1\n"],
    ["tabs", "name\tphone\nA\t1\n"],
    ["a byte order mark", "\uFEFFname,phone\nA,1\n"],
    ["CRLF, and none at the end", "name,phone\r\nA,1"],
    ["the old Mac's line ends", "name,phone\rA,1\r"],
    ["quotes where they need not be", '"name","phone"\n"A","1"\n'],
  ])("is read with %s", async (_, data) =>
    expect((await read(data)).rows).toEqual([
      [1, ["name", "phone"]],
      [2, ["A", "1"]],
    ]),
  );

  it("tells of each row the line on which it begins, whatever is in it or between", async () => {
    const data = 'name,phone\n\n"O""Hara,\nAnn",1\n,\n5" Bob,2\n"Cy" Ito,3\nshort\nlong,4,5\n';

    expect((await read(data)).rows).toEqual([
      [1, ["name", "phone"]],
      [3, ['O"Hara,\nAnn', "1"]],
      [6, ['5" Bob', "2"]],
      [7, ['"Cy" Ito', "3"]],
      [8, ["short"]],
      [9, ["long", "4", "5"]],
    ]);
  });

  it.each([
    ["to the end", 'name,phone\nA,1\nB,2\n"C,3\nD,4\n'],
    ["for longer than any row is", `name,phone\nA,1\nB,2\n"C,3\n${"D,4\n".repeat(50_000)}`],
  ])("with a quote that is open %s is read up to there", async (_, data) => {
    const { rows, fault } = await read(data);

    expect(rows.map(([line]) => line)).toEqual([1, 2, 3]);
    expect(fault).toContain("line 4");
  });

  it.each([
    ["another encoding", Buffer.from("name\nA\nJosé\n", "latin1"), "not_utf8", 3],
    ["half a character at its end", Buffer.from("name\nA\né").subarray(0, -1), "not_utf8", 3],
    ["UTF-16", Buffer.from("\uFEFFname\nA\n", "utf16le"), "utf16", 0],
    ["an Excel file", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 10]), "binary", 1],
    ["nothing", "", "empty", 0],
    ["nothing but line ends", "\r\n\r\n", "empty", 0],
  ])("that is %s is refused before anything is done", async (_, data, why, line) =>
    expect(await inspectCsv(written(data))).toMatchObject({
      refusal: { code: "import_invalid", details: { why, line } },
    }),
  );

  it("that is not there, or a folder, is refused by its name", async () => {
    for (const path of [folder.file("missing.csv"), folder.path])
      expect(await inspectCsv(path)).toMatchObject({
        refusal: { details: { why: "file_unreadable", path } },
      });
  });

  it("comes in batches, in order, and nothing is lost between them", async () => {
    const data = `n\n${Array.from({ length: 1_000 }, (_, n) => `${n}\n`).join("")}`;
    const { rows } = await read(data, 64);

    expect(rows.map(([, [cell]]) => cell)).toEqual([
      "n",
      ...Array.from({ length: 1_000 }, (_, n) => `${n}`),
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { readPackFiles } from "#adapters/local/pack-files";
import { parsePack } from "#core/profiles/pack";
import { taskKinds } from "#core/task/kinds";
import { taskTitle, taskWhy } from "#core/views/task-words";

const files = await readPackFiles("core/profiles/healthcare");
const salon = await readPackFiles("core/profiles/salon");

const changed = (file: string, from: string, to: string) => {
  const text = files[file] ?? "";
  if (!text.includes(from)) throw new Error(`Cannot find "${from}" in "${file}"`);
  return { ...files, [file]: text.replace(from, to) };
};

const problemsOf = (from: Readonly<Record<string, string>>) => {
  const read = parsePack(from);
  if (read.ok) return [];
  return read.refusal.problems.map((one) => `${one.file}:${one.line} ${one.message}`);
};

describe("who does what, in a pack", () => {
  it.each([files, salon])("has a rule for everything that people may be asked", (pack) => {
    const read = parsePack(pack);
    expect(read.ok && Object.keys(read.value.tasks.kinds)).toEqual(
      expect.arrayContaining([...taskKinds]),
    );
  });

  it("is words for everything that the program itself asks", () => {
    for (const kind of taskKinds) {
      expect(taskWhy(kind)).not.toBeNull();
      expect(taskTitle(kind)).not.toBe(kind);
    }
  });

  it.each([files, salon])("is words for everything that our own packs ask", (pack) => {
    const read = parsePack(pack);
    const kinds = read.ok ? Object.keys(read.value.tasks.kinds) : [];
    expect(kinds.length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => taskWhy(kind) === null)).toEqual([]);
  });

  it("refuses a pack that says nothing about it", () => {
    const { "tasks.yaml": _, ...rest } = files;
    expect(problemsOf(rest)).toEqual(['tasks.yaml:1 Cannot find the file "tasks.yaml"']);
  });

  it("refuses a kind of the program without a rule, and says where it should stand", () => {
    expect(problemsOf(changed("tasks.yaml", "  text-failed:", "  text-faild:"))).toEqual([
      'tasks.yaml:23 Cannot find the rule of the task "text-failed": the program itself asks for it (did you mean "text-faild"?)',
    ]);
  });

  it("refuses a kind that a journey has made up and no rule names", () => {
    expect(
      problemsOf(changed("unreachable.yaml", "kind: unreachable", "kind: send-a-letter")),
    ).toEqual([
      'tasks.yaml:23 Cannot find the rule of the task "send-a-letter": unreachable.yaml asks for it',
    ]);
  });

  it("refuses an owner that is no role, wherever it stands", () => {
    const first = changed("tasks.yaml", "owner: front_desk", "owner: frontdesk");
    expect(problemsOf(first)).toEqual([
      'tasks.yaml:26 Cannot find the role "frontdesk": known are front_desk, billing, owner (did you mean "front_desk"?)',
    ]);
    const late = changed(
      "tasks.yaml",
      "- { owner: owner, priority: high",
      "- { owner: boss, priority: high",
    );
    expect(problemsOf(late)).toEqual([
      'tasks.yaml:30 Cannot find the role "boss": known are front_desk, billing, owner',
    ]);
  });

  it("says which kinds may wake people: only where the account can send nothing", () => {
    for (const pack of [files, salon]) {
      const read = parsePack(pack);
      const kinds = read.ok ? Object.entries(read.value.tasks.kinds) : [];
      expect(kinds.filter(([, { wakes }]) => wakes).map(([kind]) => kind)).toEqual([
        "sender-refused",
      ]);
    }
  });

  it("refuses to let wake people what is never urgent, and what is no yes or no", () => {
    const wakes = (value: string, from: string) =>
      problemsOf(changed("tasks.yaml", from, `${from}\n    wakes: ${value}`));
    const line = (from: string) =>
      (files["tasks.yaml"] ?? "").split(from)[0]?.split("\n").length ?? 0;
    const number = "number-unreachable:\n    owner: front_desk\n    priority: medium";
    expect(wakes("true", number)).toEqual([
      `tasks.yaml:${line(number) + 3} Cannot let this wake people: only "priority: high" does, and it never is`,
    ]);
    const desk = "unreachable: # Booked without a phone.\n    owner: front_desk";
    expect(wakes("true", desk)).toEqual([]);
    expect(wakes("at night", desk)).toEqual([
      expect.stringMatching(new RegExp(`^tasks.yaml:${line(desk) + 2} .*wakes`)),
    ]);
  });

  it("refuses a rule without a deadline", () => {
    expect(
      problemsOf(changed("tasks.yaml", "{ within: 2h, asAsked: true }", "{ asAsked: true }")),
    ).toEqual(['tasks.yaml:28 Cannot read "due": the key "within" is missing']);
  });
});

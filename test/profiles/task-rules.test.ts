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

  it("refuses a pack that says nothing about it", () => {
    const { "tasks.yaml": _, ...rest } = files;
    expect(problemsOf(rest)).toEqual(['tasks.yaml:1 Cannot find the file "tasks.yaml"']);
  });

  it("refuses a kind of the program without a rule, and says where it should stand", () => {
    expect(problemsOf(changed("tasks.yaml", "  text-failed:", "  text-faild:"))).toEqual([
      'tasks.yaml:20 Cannot find the rule of the task "text-failed": the program itself asks for it (did you mean "text-faild"?)',
    ]);
  });

  it("refuses a kind that a journey has made up and no rule names", () => {
    expect(
      problemsOf(changed("unreachable.yaml", "kind: unreachable", "kind: send-a-letter")),
    ).toEqual([
      'tasks.yaml:20 Cannot find the rule of the task "send-a-letter": unreachable.yaml asks for it',
    ]);
  });

  it("refuses an owner that is no role, wherever it stands", () => {
    const first = changed("tasks.yaml", "owner: front_desk", "owner: frontdesk");
    expect(problemsOf(first)).toEqual([
      'tasks.yaml:23 Cannot find the role "frontdesk": known are front_desk, billing, owner (did you mean "front_desk"?)',
    ]);
    const late = changed(
      "tasks.yaml",
      "- { owner: owner, priority: high",
      "- { owner: boss, priority: high",
    );
    expect(problemsOf(late)).toEqual([
      'tasks.yaml:27 Cannot find the role "boss": known are front_desk, billing, owner',
    ]);
  });

  it("refuses a rule without a deadline", () => {
    expect(
      problemsOf(changed("tasks.yaml", "{ within: 2h, asAsked: true }", "{ asAsked: true }")),
    ).toEqual(['tasks.yaml:25 Cannot read "due": the key "within" is missing']);
  });
});

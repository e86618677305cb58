import { describe, expect, it } from "vitest";
import { project } from "#core/app/project";
import { react } from "#core/app/react";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { plusMs } from "#core/kernel/time";
import type { AppointmentRow } from "#core/views/appointment-row";
import { hour, monday } from "#test/support/bookings";
import { confirm, moveTo, nextDay } from "#test/support/journey-stage";
import { type MemoryApp } from "#test/support/memory-app";
import { stage, stream, wish } from "#test/support/reaction-stage";

describe("read models", () => {
  const rowsOf = ({ views }: MemoryApp) => [...views.values()].map(({ data }) => data);

  /** What people are to do has streams of its own, which are derived from these commits. */
  const projectTasks = async (memory: MemoryApp, commits: readonly Commit[]): Promise<void> => {
    for (const commit of commits) await react(memory.app, commit);
    for (const name of memory.streams().filter((one) => one.startsWith("task/")))
      await project(memory.app, memory.commitsOf(name));
  };

  it("are the same however the feed is cut, and however often it comes", async () => {
    const { memory } = await stage();
    await wish(memory, confirm);
    memory.now = plusMs(monday, hour);
    await wish(memory, { kind: "wake" });
    const commits = memory.commitsOf(stream);

    await project(memory.app, commits);
    await projectTasks(memory, commits);
    const whole = rowsOf(memory);
    expect(whole).toMatchObject([
      { template: "hello", state: "pending" },
      { state: "pending", template: "hello" },
      { status: "confirmed", name: "Mary Ito" },
      { kind: "call" },
    ]);
    memory.views.clear();
    for (const commit of commits) await project(memory.app, [commit]);
    for (const commit of commits) await project(memory.app, [commit]);
    await project(memory.app, commits);
    for (const _ of [1, 2]) await projectTasks(memory, commits);
    expect(rowsOf(memory)).toEqual(whole);
  });

  it("list open tasks, the urgent first, and leave closed ones out of the list", async () => {
    const { memory } = await stage();
    memory.now = plusMs(monday, hour);
    await wish(memory, { kind: "wake" });
    await projectTasks(memory, memory.commitsOf(stream));
    const task = [...memory.views.values()].find(({ view }) => view === "tasks");
    expect(task).toMatchObject({
      index1: `3#${plusMs(memory.now, 4 * hour)}`,
      index2: stream,
      data: {
        kind: "call",
        priority: "low",
        owner: "Front desk",
        state: "open",
        openedAt: memory.now,
        stream,
      },
    });

    const id = task?.key ?? "";
    await wish(memory, { kind: "close_task", task: as(id) });
    await projectTasks(memory, memory.commitsOf(stream));
    const closed = memory.views.get(`tasks/${id}`);
    expect(closed).toMatchObject({ index1: null, data: { state: "closed" } });
  });

  it("close what became moot, say why, and have no row for what was opened and closed at once", async () => {
    const { memory } = await stage();
    const task = (id: string) => ({ task: id, kind: "call", priority: "low", dueAt: null });
    const commitWith = (version: number, ...events: readonly object[]): Commit =>
      ({ ...memory.commitsOf(stream)[0], version, events }) as Commit;
    await projectTasks(memory, [
      commitWith(5, { type: "task.opened", ...task("a"), until: ["appointment.confirmed"] }),
      commitWith(
        6,
        { type: "task.closed", task: "a", why: "appointment.confirmed" },
        { type: "task.opened", ...task("b") },
        { type: "task.closed", task: "b", why: "replaced" },
        { type: "task.opened", ...task("c") },
      ),
    ]);
    const rows = ["a", "b", "c"].map((id) => memory.views.get(`tasks/${id}`)?.data);
    expect(rows).toMatchObject([
      { state: "closed", closedWhy: "appointment.confirmed", until: ["appointment.confirmed"] },
      undefined,
      { state: "open", closedWhy: null, until: [] },
    ]);
  });

  it("follow an appointment to its new time, and count its texts through all plans", async () => {
    const { memory } = await stage();
    await wish(memory, moveTo("B", nextDay));
    await project(memory.app, memory.commitsOf(stream));
    const row = memory.views.get(`appointments/${stream.slice("appointment/".length)}`)
      ?.data as unknown as AppointmentRow | undefined;
    expect(row).toMatchObject({ start: nextDay, plan: 2, status: "booked" });
    expect(row?.texts.planned).toBe(2);
  });
});

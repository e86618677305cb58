import { stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider, type AppointmentStreamState } from "#core/appointment/journeys";
import type { Execution } from "#core/execution/state";
import { as, type AppointmentId, appointmentStream, type StreamName } from "#core/kernel/ids";
import type { TaskRow } from "#core/views/task-row";
import { tasksView } from "#core/views/task-row";
import type { Deps } from "#functions/deps";
import type { Composed } from "#local/compose";
import { tenant } from "#local/seed";

/** What a house has written, as a story's end looks at it. */
export type Records = {
  readonly commits: () => number;
  readonly streams: (kind: string) => readonly StreamName[];
  readonly eventTypes: (stream: StreamName) => Promise<readonly string[]>;
  readonly appointments: () => Promise<readonly AppointmentStreamState[]>;
  /** `template: status` of every text that was ever asked for, with the reason where it has one. */
  readonly texts: () => Promise<readonly string[]>;
  /** `kind (priority)` of every open task, the most urgent first. */
  readonly tasks: () => Promise<readonly string[]>;
};

export const recordsOf = ({ deps, ...composed }: Recorded): Records => {
  const { streams, commits } = "written" in composed ? composed.written : writtenIn(composed.db);
  const appointments = async (): Promise<readonly AppointmentStreamState[]> =>
    Promise.all(
      streams("appointment").map(async (stream) => {
        const { commits } = await deps.store.read(tenant, stream);
        return stateAfter(appointmentStreamDecider, commits);
      }),
    );
  return {
    commits,
    streams,
    eventTypes: async (stream) => {
      const { commits } = await deps.store.read(tenant, stream);
      return commits.flatMap(({ events }) => events.map(({ type }) => type));
    },
    appointments,
    texts: async () =>
      (await appointments()).flatMap(({ journeys }) =>
        Object.values(journeys.executions).map(inWords),
      ),
    tasks: async () => {
      const all = { view: tasksView, index: "index1", from: "1#", to: "4", limit: 100 } as const;
      const items = await deps.views.range(tenant, all);
      return items.map(({ data }) => `${(data as TaskRow).kind} (${(data as TaskRow).priority})`);
    },
  };
};

/** What has been written, as whoever keeps it can tell at once. */
export type Written = Pick<Records, "commits" | "streams">;

type Recorded = { readonly deps: Deps } & (
  | { readonly db: Composed["db"] }
  | { readonly written: Written }
);

const writtenIn = (db: Composed["db"]): Written => ({
  commits: () => db.get<{ count: number }>("SELECT count(*) AS count FROM commits")?.count ?? 0,
  streams: (kind) =>
    db
      .all<{ stream: StreamName }>(
        "SELECT stream FROM commits WHERE stream LIKE ? GROUP BY stream ORDER BY min(position)",
        `${kind}/%`,
      )
      .map(({ stream }) => stream),
});

export const statusOf = async (
  { deps }: { readonly deps: Deps },
  appointment: string,
): Promise<string> => {
  const stream = appointmentStream(as<AppointmentId>(appointment));
  const { commits } = await deps.store.read(tenant, stream);
  return stateAfter(appointmentStreamDecider, commits).domain.status;
};

const inWords = ({ template, phase }: Execution): string =>
  "why" in phase ? `${template}: ${phase.status} ${phase.why}` : `${template}: ${phase.status}`;

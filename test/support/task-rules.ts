import type { TaskRules } from "#core/task/rules";

const hour = 3_600_000;

/** Small rules for stories about people: a front desk, an owner behind it, and one text in ten minutes. */
export const taskRules: TaskRules = {
  roles: { front_desk: "Front desk", owner: "Owner" },
  noticeEveryMs: 600_000,
  kinds: {
    "answer-needed": {
      owner: "front_desk",
      priority: "asAsked",
      wakes: false,
      due: { withinMs: 2 * hour, beforeVisitMs: hour, asAsked: false },
      late: [{ owner: "owner", priority: "high", withinMs: hour }],
    },
    "answer-dispute": {
      owner: "owner",
      priority: "high",
      wakes: false,
      due: { withinMs: 72 * hour, beforeVisitMs: null, asAsked: true },
      late: [],
    },
  },
  otherwise: {
    owner: "front_desk",
    priority: "low",
    wakes: false,
    due: { withinMs: 4 * hour, beforeVisitMs: null, asAsked: false },
    late: [{ owner: "owner", priority: null, withinMs: 8 * hour }],
  },
};

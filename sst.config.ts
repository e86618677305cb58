import type { SSTConfig } from "sst";
import { api } from "./stacks/api.ts";
import { data } from "./stacks/data.ts";
import { openStack } from "./stacks/function.ts";
import { messaging } from "./stacks/messaging.ts";
import { observability } from "./stacks/observability.ts";
import { release } from "./stacks/release.ts";
import { stageNamed } from "./stacks/stages.ts";
import { timers } from "./stacks/timers.ts";
import { workers } from "./stacks/workers.ts";

/** The house on AWS: `production`, `staging`, and a stage for whoever works on it. */
export default {
  config: () => ({ name: "aro", region: process.env["AWS_REGION"] ?? "us-east-1" }),

  stacks(app) {
    const stage = stageNamed(app.stage);
    const open = openStack(app, stage);

    const { commits, ...ground } = data(open("data", "personal-sealed"), stage);
    messaging(open("messaging", "identifiers"), ground);
    timers(open("timers", "identifiers"), ground);
    const { publicUrl, apiId } = api(open("api", "personal-sealed"), ground);
    workers(open("workers", "personal-sealed"), { ground, publicUrl, commits });
    observability(open("observability", "operational"), { ground, apiId });
    if (stage.movesInSteps) release(open("release", "operational"), ground);
  },
} satisfies SSTConfig;

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEmf, createLogger, logOver } from "#functions/aws-log";
import { context } from "#test/support/aws-events";

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.stubEnv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"); // As Lambda says where it was not warmed.
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const lines = () => written.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe("a line of log on AWS", () => {
  it("has the fields that are documented, and no others", () => {
    const logger = createLogger("staging", "info");
    logger.addContext(context);
    logOver(logger).warn("wake.idle", {
      stream: "appointment/a1",
      version: 3,
      correlationId: undefined,
    });

    expect(lines()).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: "warn",
        event: "wake.idle",
        service: "aro-staging",
        function: "aro-test-function",
        call: context.awsRequestId,
        coldStart: true,
        stream: "appointment/a1",
        version: 3,
      },
    ]);
  });

  it("masks a person's data, should it have slipped in, and keeps ids", () => {
    const log = logOver(createLogger("dev", "info"));
    log.error("x.y", {
      why: "ito@example.com +1 (404) 555-0134 Bearer abc.def",
      correlationId: "474c5f6f-ecd9-4f23-a4bf-0f9e77779741",
    });
    const [line = {}] = lines();

    expect(line["why"]).toBe("[e-mail] [number] [credential]");
    expect(line["correlationId"]).toBe("474c5f6f-ecd9-4f23-a4bf-0f9e77779741");
  });

  it("is written from the least level on", () => {
    const log = logOver(createLogger("dev", "warn"));
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");

    expect(lines().map(({ event }) => event)).toEqual(["c", "d"]);
  });
});

describe("a metric on AWS", () => {
  it("is a line in the embedded format, of the stage, with its labels beside it", () => {
    const metrics = createEmf("staging");
    metrics.count("webhooks.taken", { provider: "calendly", outcome: "taken" });
    metrics.observeMs("timers.late", 1_500);
    const [count, late] = lines();

    expect(count).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: "ARO",
            Dimensions: [["service"]],
            Metrics: [{ Name: "webhooks.taken", Unit: "Count" }],
          },
        ],
      },
      service: "aro-staging",
      provider: "calendly",
      outcome: "taken",
      "webhooks.taken": 1,
    });
    expect(late).toMatchObject({ service: "aro-staging", "timers.late": 1_500 });
    expect(JSON.stringify(late)).toContain('"Unit":"Milliseconds"');
  });
});

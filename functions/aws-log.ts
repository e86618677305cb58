import { LogFormatter, LogItem, Logger } from "@aws-lambda-powertools/logger";
import { Metrics as Emf, MetricUnit } from "@aws-lambda-powertools/metrics";
import { redacted } from "#adapters/redacted";
import type { Log, LogFields } from "#core/ports/log";
import type { Metrics } from "#core/ports/metrics";

type Attributes = Parameters<LogFormatter["formatAttributes"]>[0];
type Fields = Parameters<LogFormatter["formatAttributes"]>[1];

/**
 * The line of `docs/operating/log-fields.md`, with what only a function on AWS knows: which one it is, of which
 * stage, and the call. Whatever is logged passes here, so a person's data that slipped in is masked here.
 */
class HouseFormatter extends LogFormatter {
  formatAttributes(own: Attributes, fields: Fields): LogItem {
    const { lambdaContext: context } = own;
    const masked = Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === "string" ? redacted(value) : value,
    ]);
    return new LogItem({
      attributes: {
        at: own.timestamp.toISOString(),
        level: own.logLevel.toLowerCase(),
        event: own.message,
        service: own.serviceName,
        function: context?.functionName,
        call: context?.awsRequestId,
        coldStart: context?.coldStart === true ? true : undefined,
        ...Object.fromEntries(masked),
      },
    });
  }
}

export const createLogger = (stage: string, least: "debug" | "info" | "warn" | "error"): Logger =>
  new Logger({
    serviceName: serviceOf(stage),
    logLevel: capitals[least],
    logFormatter: new HouseFormatter(),
  });

export const logOver = (logger: Logger): Log => ({
  debug: (event, fields = {}) => logger.debug(event, present(fields)),
  info: (event, fields = {}) => logger.info(event, present(fields)),
  warn: (event, fields = {}) => logger.warn(event, present(fields)),
  error: (event, fields = {}) => logger.error(event, present(fields)),
});

/**
 * Metrics in the embedded format: a line of log each, of which CloudWatch makes a metric for the whole stage.
 * Labels stand beside it to be searched for; as dimensions each of their values would be a metric, and paid for.
 */
export const createEmf = (stage: string): Metrics => {
  const write =
    (unit: "Count" | "Milliseconds") => (name: string, value: number, labels: Labels) => {
      const one = new Emf({ namespace: "ARO", serviceName: serviceOf(stage), singleMetric: true });
      for (const [label, said] of Object.entries(labels)) one.addMetadata(label, said);
      one.addMetric(name, MetricUnit[unit], value);
    };
  const count = write("Count");
  const observe = write("Milliseconds");
  return {
    count: (name, labels = {}, by = 1) => count(name, by, labels),
    observeMs: (name, ms, labels = {}) => observe(name, ms, labels),
  };
};

type Labels = Readonly<Record<string, string>>;

const capitals = { debug: "DEBUG", info: "INFO", warn: "WARN", error: "ERROR" } as const;

const serviceOf = (stage: string): string => `aro-${stage}`;

/** `null` says something; what is not there says nothing. */
const present = (fields: LogFields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

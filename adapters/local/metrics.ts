import type { Metrics } from "#core/ports/metrics";

type LocalMetrics = Metrics & {
  /** Prometheus text exposition format, version 0.0.4. */
  readonly text: () => string;
};

const bucketsMs = [1, 2, 5, 10, 20, 50, 100, 300, 1_000, 5_000];

type Histogram = { readonly counts: number[]; sum: number; count: number };

/** Counters and histograms in memory, since the process began. */
export const createMetrics = (): LocalMetrics => {
  const counters = new Map<string, number>();
  const histograms = new Map<string, Histogram>();

  return {
    count: (name, labels = {}, by = 1) => {
      const key = keyOf(`aro_${name}_total`, labels);
      counters.set(key, (counters.get(key) ?? 0) + by);
    },
    observeMs: (name, ms, labels = {}) => {
      const key = keyOf(`aro_${name}_ms`, labels);
      const histogram = histograms.get(key) ?? emptyHistogram();
      histograms.set(key, histogram);
      const bucket = bucketsMs.findIndex((limit) => ms <= limit);
      const index = bucket === -1 ? bucketsMs.length : bucket;
      histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
      histogram.sum += ms;
      histogram.count += 1;
    },
    text: () =>
      [
        ...[...counters].map(([key, value]) => `${key} ${value}`),
        ...[...histograms].flatMap(([key, histogram]) => linesOf(key, histogram)),
        "",
      ].join("\n"),
  };
};

const emptyHistogram = (): Histogram => ({
  counts: Array.from({ length: bucketsMs.length + 1 }, () => 0),
  sum: 0,
  count: 0,
});

const keyOf = (name: string, labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const plain = name.replaceAll(".", "_");
  return pairs.length === 0 ? plain : `${plain}{${pairs.join(",")}}`;
};

const linesOf = (key: string, histogram: Histogram): readonly string[] => {
  const [name = key, labels = ""] = key.split(/(?=\{)/);
  const inner = labels.slice(1, -1);
  let sum = 0;
  const buckets = histogram.counts.map((count, index) => {
    sum += count;
    const limit = bucketsMs[index] ?? "+Inf";
    const pairs = inner === "" ? `le="${limit}"` : `${inner},le="${limit}"`;
    return `${name}_bucket{${pairs}} ${sum}`;
  });
  return [
    ...buckets,
    `${name}_sum${labels} ${histogram.sum}`,
    `${name}_count${labels} ${histogram.count}`,
  ];
};

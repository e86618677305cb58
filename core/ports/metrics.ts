/** Counts and durations; names are dotted, labels have few values and never identify a person. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  observeMs(name: string, ms: number, labels?: Readonly<Record<string, string>>): void;
}

/** A histogram whose series are looked up once and then observed without any work on labels. */
export type SeriesHistogram<Label extends string> = {
  /** The observer of one combination of label values; keep it, a second call starts a second series. */
  series(labels: Readonly<Record<Label, string>>): (value: number) => void;
};

/** What the text of a histogram needs. */
export type SeriesHistogramOptions = {
  readonly name: string;
  readonly help: string;
  /** Upper bounds, ascending, in the unit of the name. */
  readonly buckets: readonly number[];
  /** Labels of every series. */
  readonly constantLabels: Readonly<Record<string, string>>;
};

type Series = { readonly labels: string; readonly counts: number[]; sum: number };

/** A histogram that writes its own Prometheus text. */
export function seriesHistogram<Label extends string>(
  options: SeriesHistogramOptions,
): SeriesHistogram<Label> & { render(): string } {
  const { name, help, buckets, constantLabels } = options;
  const all: Series[] = [];
  return {
    series: (labels) => {
      // One count more than buckets, for values above the last bound.
      const counts = Array.from({ length: buckets.length + 1 }, () => 0);
      const series: Series = {
        labels: labelText({ ...constantLabels, ...labels }),
        counts,
        sum: 0,
      };
      all.push(series);
      return (value) => {
        let bucket = 0;
        while (value > (buckets[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
        series.sum += value;
      };
    },
    render: () => {
      const lines = all.flatMap((series) => seriesLines(name, buckets, series));
      return [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines, ""].join("\n");
    },
  };
}

function seriesLines(name: string, buckets: readonly number[], series: Series): readonly string[] {
  let count = 0;
  const lines = series.counts.map((inBucket, index) => {
    count += inBucket;
    return `${name}_bucket{${series.labels},le="${buckets[index] ?? "+Inf"}"} ${count}`;
  });
  return [
    ...lines,
    `${name}_sum{${series.labels}} ${series.sum}`,
    `${name}_count{${series.labels}} ${count}`,
  ];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(",");
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

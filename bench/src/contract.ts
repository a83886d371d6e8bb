import type { Must } from "./must.ts";

/** What a bench brings home: figures to record and bounds to keep. */
export type Outcome = {
  readonly figures: Readonly<Record<string, number | string>>;
  readonly musts: readonly Must[];
};

/** Where a bench speaks to the person who waits for it. */
export type Report = {
  /** A line about what is being done now. */
  progress(text: string): void;
  /** Columns are padded; numbers are set to the right. */
  table(headers: readonly string[], rows: readonly (readonly (number | string)[])[]): void;
  /** A line that belongs to the result: a caveat, a setting, the version of a server. */
  note(text: string): void;
  /** Names the server that is measured: the answer to `show server_version`. */
  postgres(version: string): void;
};

/** What the command line said. */
export type BenchOptions = {
  /** A small run that shows the bench works; its figures are not worth recording. */
  readonly quick: boolean;
  /** The bench's own options as text; an option without a value is "true". */
  readonly rest: Readonly<Record<string, string>>;
};

/** A measurement: `bench/src/benches/NAME.ts` exports one under the name `bench`. */
export type Bench = {
  readonly title: string;
  /** The options this bench takes in `rest`, each with its meaning; any other is refused. None when absent. */
  readonly options?: Readonly<Record<string, string>>;
  run(report: Report, options: BenchOptions): Promise<Outcome>;
};

/** Where one seed of a soak keeps its story. */
export type SoakReport = {
  /** Told at once when a single seed is replayed, otherwise only when the seed fails. */
  note(text: string): void;
};

/** A search for a rare failure: `bench/src/soaks/NAME.ts` exports one under the name `soak`. */
export type Soak = {
  readonly title: string;
  /** How many seeds run at the same time. */
  readonly parallel: number;
  /** Everything random follows from the seed. Throws `SoakFailure` when a promise is broken. */
  run(seed: number, report: SoakReport): Promise<void>;
};

import type { must } from "../must.ts";
import type { EmmettRival } from "./emmett-rival.ts";
import type { KernelRival } from "./kernel-rival.ts";

/** Where the rows of the kernel's table of goals are measured. */
export type Stage = {
  readonly adminUrl: string;
  readonly kernel: KernelRival;
  readonly emmett: EmmettRival;
  /** Calls of the kernel in each way of each round; others do a part of it. */
  readonly calls: number;
  /** Events of the log that projections read. */
  readonly logEvents: number;
  /** Events of the log that is replayed for its memory. */
  readonly replayEvents: number;
  readonly round: number;
  readonly progress: (text: string) => void;
  /** Events that were acknowledged so far. */
  readonly written: { kernel: number; emmett: number };
};

/** What a round measured, by name. */
export type Figures = Readonly<Record<string, number>>;

/** A figure that has to keep a bound. */
export type Bound = {
  readonly figure: string;
  readonly sign: Parameters<typeof must>[2];
  readonly bound: number;
};

/** Some rows that are measured together, every way in turn; throws `WrongLog` if what was measured went wrong. */
export type Cell = {
  readonly rows: readonly string[];
  readonly measure: (stage: Stage) => Promise<Figures>;
  readonly bounds: readonly Bound[];
  /** One round says enough, and takes long. */
  readonly once?: boolean;
};

/** At least so much. */
export function atLeast(figure: string, bound: number): Bound {
  return { figure, sign: ">=", bound };
}

/** At most so much. */
export function atMost(figure: string, bound: number): Bound {
  return { figure, sign: "<=", bound };
}

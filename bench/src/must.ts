/**
 * A bound that a measurement has to keep, decided from one run: a ratio or a count. An absolute time only where that
 * time is what users are promised, and far above what an idle machine takes.
 * `bound` is the sign and the number ("<= 0.8"); `pass` is null when this run cannot decide it.
 */
export type Must = {
  readonly name: string;
  readonly value: number;
  readonly bound: string;
  readonly pass: boolean | null;
};

type Sign = "<=" | ">=";

/** Judges a value by its bound. A value that is no number (0/0 of a run that did nothing) fails. */
// oxlint-disable-next-line max-params -- reads as the sentence it states: must("ratio", 0.7, "<=", 0.8)
export function must(name: string, value: number, sign: Sign, bound: number): Must {
  const pass = sign === "<=" ? value <= bound : value >= bound;
  return { name, value, bound: `${sign} ${bound}`, pass };
}

/** The verdict over all bounds: one failure fails; otherwise an undecided one leaves it open. */
export function verdict(musts: readonly Must[]): boolean | null {
  if (musts.some(({ pass }) => pass === false)) return false;
  return musts.some(({ pass }) => pass === null) ? null : true;
}

import { hash } from "node:crypto";

import type { HashSource } from "../src/hash-source.ts";
import { type Hash, leafHash } from "../src/hash.ts";

/** How large the trees of the tests get. */
export const SIZE_MAX = 130;
/** Some leaves. */
export const leaves = Array.from({ length: SIZE_MAX }, (_, at) =>
  leafHash(Buffer.from(`leaf ${at}`)),
);

/** The definitions of RFC 9162 in their own words, slow and plain. */
function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

const known = new Map<string, Hash>();
/** MTH */
export function root(of: readonly Hash[], begin = 0, end = of.length): Hash {
  const key = `${of === leaves} ${begin} ${end}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const [only] = of.slice(begin, end);
  let made = only ?? hash("sha256", "", "hex");
  if (end - begin > 1) {
    const middle = begin + split(end - begin);
    const both = `01${root(of, begin, middle)}${root(of, middle, end)}`;
    made = hash("sha256", Buffer.from(both, "hex"), "hex");
  }
  known.set(key, made);
  return made;
}

type Part = { readonly begin: number; readonly end: number };

/** PATH */
export function path(of: readonly Hash[], index: number, { begin, end }: Part): readonly Hash[] {
  if (end - begin === 1) return [];
  const middle = begin + split(end - begin);
  return index < middle
    ? [...path(of, index, { begin, end: middle }), root(of, middle, end)]
    : [...path(of, index, { begin: middle, end }), root(of, begin, middle)];
}

/** SUBPROOF */
export function subproof(
  of: readonly Hash[],
  from: number,
  part: Part & { whole: boolean },
): Hash[] {
  const { begin, end, whole } = part;
  if (from === end) return whole ? [] : [root(of, begin, end)];
  const middle = begin + split(end - begin);
  return from <= middle
    ? [...subproof(of, from, { begin, end: middle, whole }), root(of, middle, end)]
    : [...subproof(of, from, { begin: middle, end, whole: false }), root(of, begin, middle)];
}

/** Works out whatever is asked for. */
export const sourceOf =
  (of: readonly Hash[]): HashSource =>
  async (subtrees) =>
    subtrees.map(({ level, index }) => root(of, index * 2 ** level, (index + 1) * 2 ** level));

/** A complete subtree: that of the 2^level leaves from `index` * 2^level on. */
export type Subtree = { readonly level: number; readonly index: number };

/**
 * The complete subtrees that the leaves from `begin` to before `end` are made of, the largest first, as RFC 9162 splits
 * them. `begin` is a multiple of the largest. Throws `RangeError` for what is no size.
 */
export function subtreesOf(begin: number, end: number): readonly Subtree[] {
  if (!isSize(begin) || !isSize(end) || begin > end) {
    throw new RangeError(`no leaves from ${begin} to ${end}`);
  }
  const subtrees: Subtree[] = [];
  for (let at = begin; at < end;) {
    const level = levelBelow(end - at + 1);
    subtrees.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return subtrees;
}

/** The exponent of the largest power of two that is less than `size`, which is 2 at least. */
export function levelBelow(size: number): number {
  let level = 0;
  while (2 ** (level + 1) < size) level += 1;
  return level;
}

/** Whether a number counts leaves; from 2^53 on numbers are not exact any more. */
export function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

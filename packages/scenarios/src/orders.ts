/** More commands at once have more orders than one wants to try: this many have 120. */
export const AT_ONCE_MAX = 5;

/** Every order of some items. */
export function ordersOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first, at) =>
    ordersOf(items.toSpliced(at, 1)).map((rest) => [first, ...rest]),
  );
}

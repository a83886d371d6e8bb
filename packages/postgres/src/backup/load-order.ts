type Reference = { readonly table: string; readonly refers: string };

/**
 * The tables in an order in which each comes after those it refers to, otherwise by name. Of tables that refer to each
 * other in a circle one has to come first: the first by name.
 */
export function loadOrder(
  tables: readonly string[],
  references: readonly Reference[],
): readonly string[] {
  const left = new Set(tables.toSorted(byCodeUnit));
  const order: string[] = [];
  const waits = (table: string): boolean =>
    references.some((each) => {
      return each.table === table && each.refers !== table && left.has(each.refers);
    });
  while (left.size > 0) {
    const names = [...left];
    const next = names.find((table) => !waits(table)) ?? names[0] ?? "";
    left.delete(next);
    order.push(next);
  }
  return order;
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

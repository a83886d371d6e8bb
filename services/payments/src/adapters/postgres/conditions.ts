/** A name, SQL with a bare `$` for each value, and the values; left out of the statement unless all of them are known. */
type Condition = readonly [name: string, sql: string, ...values: readonly unknown[]];

/** Parameters before these: the tenant and the number of rows. */
const PARAMETERS_BEFORE = 2;

/** What is filtered by, for a statement whose first two parameters are taken: each kind of filter has a plan of its own. */
export function conditions(all: readonly Condition[]): {
  readonly name: string;
  readonly sql: string;
  readonly values: readonly unknown[];
} {
  const values: unknown[] = [];
  let [name, sql] = ["", ""];
  for (const [part, text, ...given] of all) {
    if (given.includes(undefined)) continue;
    name += `_${part}`;
    sql += ` and ${text.replaceAll(/\$(?!\d)/gu, () => `$${values.push(given.shift()) + PARAMETERS_BEFORE}`)}`;
  }
  return { name, sql, values };
}

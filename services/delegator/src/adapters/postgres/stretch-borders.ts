import type { Stretch } from "../../domain/list-scope.ts";
import { formatUtc } from "../../domain/utc-time.ts";

/** The values of the five parameters of `stretchBorders`. */
export function stretchValues(stretch: Stretch): readonly unknown[] {
  const { levelFrom = null, levelTo, timeFrom, timeTo, isFinal } = stretch;
  return [
    levelFrom,
    levelTo === undefined ? null : levelTo + 1,
    timeFrom === undefined ? null : formatUtc(timeFrom),
    timeTo === undefined ? null : formatUtc(timeTo),
    isFinal,
  ];
}

/**
 * One row: the state of the mirror, and between which ranks a stretch lies: above `low`, up to and including `high`.
 * Each border that is drawn costs some twenty probes of an index. Takes five parameters from the first on.
 */
export function stretchBorders(schema: string): string {
  return `
    select s.head_level, s.final_level, s.retractions, coalesce(c.n, 0) as n,
           greatest(c.n, c.n_max, 0) as n_max, b.low, greatest(b.high, b.low) as high
    from ${schema}.sync s
    left join ${schema}.scope_count c on c.year = 0
    cross join lateral (
      select greatest(${schema}.rows_below_level($1), ${schema}.rows_before($3), 0) as low,
             least(${schema}.rows_below_level($2), ${schema}.rows_before($4), coalesce(c.n, 0),
                   case when $5::boolean then ${schema}.rows_below_level(s.final_level + 1) end) as high
    ) b`;
}

import type { CountedStretch, Stretch } from "../../application/upstream.ts";
import { newYear } from "../../domain/utc-time.ts";
import { FIELDS } from "./delegation-fields.ts";

const DELEGATIONS = "/v1/operations/delegations";
const COLUMNS = `select.values=${FIELDS.join(",")}`;

function isoNewYear(year: number): string {
  return new Date(newYear(year) * 1000).toISOString().replace(".000Z", "Z");
}

function filters(stretch: Partial<Stretch>): string[] {
  const { years, levelAbove, levelMax, afterId, beforeId } = stretch;
  const filter: string[] = [];
  // TzKT turns a time into a level by a look-up, so whole years cost no more than levels.
  if (years?.from !== undefined) filter.push(`timestamp.ge=${isoNewYear(years.from)}`);
  if (years?.to !== undefined) filter.push(`timestamp.lt=${isoNewYear(years.to)}`);
  if (levelAbove !== undefined) filter.push(`level.gt=${levelAbove}`);
  if (levelMax !== undefined) filter.push(`level.le=${levelMax}`);
  if (afterId !== undefined && afterId > 0) filter.push(`id.gt=${afterId}`);
  if (beforeId !== undefined) filter.push(`id.lt=${beforeId}`);
  return filter;
}

export const HEAD_PATH = "/v1/head";

/** The oldest rows of a stretch, in ascending order of id. */
export function pagePath(stretch: Stretch, limit: number): string {
  return `${DELEGATIONS}?${[COLUMNS, ...filters(stretch), `limit=${limit}`].join("&")}`;
}

/** The newest rows up to a level, in descending order of id. */
export function newestPath(levelMax: number, limit: number): string {
  return `${DELEGATIONS}?${[COLUMNS, "sort.desc=id", `level.le=${levelMax}`, `limit=${limit}`].join("&")}`;
}

/** All delegations of an operation group, as whole objects. */
export function operationPath(hash: string): string {
  return `${DELEGATIONS}/${hash}`;
}

export function countPath(stretch: CountedStretch): string {
  return `${DELEGATIONS}/count?${filters(stretch).join("&")}`;
}

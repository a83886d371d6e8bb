import { BadOptions } from "./bad-options.ts";

/** What an account must match; several values of one attribute are alternatives. */
export type AccountFilter = {
  readonly [
    Name in
      | "account_number"
      | "bank_id"
      | "bank_id_code"
      | "country"
      | "customer_id"
      | "iban"
      | "organisation_id"
  ]?: string | readonly string[];
};

/** Which accounts, and in what portions. */
export type ListParameters = {
  readonly filter?: AccountFilter;
  /** Accounts on a page; the bank's choice when left out. */
  readonly pageSize?: number;
  /** Begin at this page, counted from 0. */
  readonly pageNumber?: number | "first" | "last";
  /** Begin behind (or, with `before`, end in front of) a cursor of the bank, where it has such. */
  readonly after?: string;
  readonly before?: string;
};

/** The query of the first page. Throws `BadOptions`. */
export function listQuery(parameters: ListParameters): URLSearchParams {
  const { filter = {}, pageSize, pageNumber, after, before } = parameters;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) query.set(`filter[${name}]`, [value].flat().join(","));
  }
  if (typeof pageNumber === "number") whole("pageNumber", pageNumber, 0);
  if (pageSize !== undefined) whole("pageSize", pageSize, 1);
  const page = { number: pageNumber, size: pageSize, after, before };
  for (const [name, value] of Object.entries(page)) {
    if (value !== undefined) query.set(`page[${name}]`, `${value}`);
  }
  return query;
}

/** Throws `BadOptions` when it is no whole number, or too small. */
export function whole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new BadOptions(`${name} must be a whole number from ${least}: ${value}`);
}

import { must } from "./bad-options.ts";
import { isWhole } from "./json.ts";

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

type Members = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** The query of the first page. Throws `BadOptions`. */
export function listQuery(parameters: ListParameters): string {
  const { filter = {}, pageSize, pageNumber, after, before } = parameters;
  const query = new URLSearchParams();
  if (typeof pageNumber === "number") whole("pageNumber", pageNumber, [0]);
  if (pageSize !== undefined) whole("pageSize", pageSize, [1]);
  const page = { number: pageNumber, size: pageSize, after, before };
  for (const [kind, members] of Object.entries<Members>({ filter, page })) {
    for (const [name, value] of Object.entries(members)) {
      if (value !== undefined) query.set(`${kind}[${name}]`, String(value));
    }
  }
  return query.toString();
}

/** Throws `BadOptions` when it is no whole number, too small or too large. */
export function whole(name: string, value: number, [least, most]: Bounds): number {
  const bounds = most === undefined ? `from ${least}` : `from ${least} to ${most}`;
  must(isWhole(value, least, most), `${name} must be a whole number ${bounds}: ${value}`);
  return value;
}

type Bounds = readonly [least: number, most?: number];

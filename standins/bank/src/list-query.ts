import type { From, Selection } from "./account-store.ts";

/** A request for a part of the list, or the text of the refusal. */
export type ReadSelection =
  | { readonly selection: Selection }
  | { readonly selection: undefined; readonly refusal: string };

/** What one may filter by, besides `type`, which every account passes that is named by it. */
const FILTERS: ReadonlySet<string> = new Set([
  "account_number",
  "bank_id",
  "bank_id_code",
  "country",
  "customer_id",
  "iban",
  "organisation_id",
]);
const SIZE = 100;
const SIZE_MAX = 1000;
const WHOLE = /^\d{1,15}$/u;
const FILTER = /^filter\[(?<name>\w+)\]$/u;

/** Reads the query of a list request. Parameters that nobody knows are passed over, as the API does. */
export function readSelection(query: URLSearchParams): ReadSelection {
  const size = wholeOr(query.get("page[size]"), SIZE);
  if (size === undefined || size < 1 || size > SIZE_MAX) {
    return refused(`page[size] must be from 1 to ${SIZE_MAX}`);
  }
  const from = readFrom(query);
  if (typeof from === "string") return refused(from);
  return { selection: { filters: readFilters(query), size, from } };
}

function refused(refusal: string): ReadSelection {
  return { selection: undefined, refusal };
}

function readFrom(query: URLSearchParams): From | string {
  for (const kind of ["after", "before"] as const) {
    const text = query.get(`page[${kind}]`);
    if (text === null) continue;
    const sequence = wholeOr(text, 0);
    if (sequence === undefined) return `page[${kind}] is no cursor of this list`;
    return { kind, sequence };
  }
  const text = query.get("page[number]");
  if (text === "first" || text === "last") return { kind: "page", page: text };
  const page = wholeOr(text, 0);
  return page === undefined ? "page[number] must be a whole number from 0" : { kind: "page", page };
}

/** Undefined for what is no whole number; an absent or empty text is the fallback. */
function wholeOr(text: string | null, fallback: number): number | undefined {
  if (text === null || text === "") return fallback;
  return WHOLE.test(text) ? Number(text) : undefined;
}

function readFilters(query: URLSearchParams): Selection["filters"] {
  const filters = new Map<string, readonly string[]>();
  for (const [key, text] of query) {
    const name = FILTER.exec(key)?.groups?.["name"] ?? "";
    if (text === "") continue;
    // Nothing passes both of two lists that have nothing in common.
    if (name === "type" && !text.split(",").includes("accounts")) filters.set("type", []);
    if (FILTERS.has(name)) filters.set(name, text.split(","));
  }
  return filters;
}

import type { Selection, Stretch } from "./account-store.ts";

/** Where the list of accounts is. */
export const ACCOUNTS_PATH = "/v1/organisation/accounts";

type Links = Readonly<Record<string, string>>;

/**
 * Links of a part of the list. By page: `first` and `last` carry these words instead of numbers, `next` is absent on
 * the last page. By cursor: `next` and `prev` carry the creation number of the last and the first account.
 */
export function listLinks(selection: Selection, stretch: Stretch): Links {
  const { from } = selection;
  const by = (key: string, value: number | string) => link(selection, key, value);
  if (from.kind !== "page") return cursorLinks(selection, stretch);
  const { page, size } = { ...selection, page: from.page };
  const last = Math.max(0, Math.ceil(stretch.total / size) - 1);
  const number = page === "last" ? last : page === "first" ? 0 : page;
  return {
    first: by("number", "first"),
    last: by("number", "last"),
    ...(number < last ? { next: by("number", number + 1) } : {}),
    ...(number > 0 ? { prev: by("number", number - 1) } : {}),
    self: by("number", page),
  };
}

function cursorLinks(selection: Selection, { places }: Stretch): Links {
  const { from, size } = selection;
  if (from.kind === "page") return {};
  const [first, last] = [places[0], places.at(-1)];
  const isFull = places.length === size;
  // Whether there is more in the direction of travel shows at the next request, which may be empty.
  const hasNext = last !== undefined && (from.kind === "before" || isFull);
  const hasPrev = first !== undefined && (from.kind === "after" ? from.sequence > 0 : isFull);
  return {
    first: link(selection, "after", 0),
    ...(hasNext ? { next: link(selection, "after", last.sequence) } : {}),
    ...(hasPrev ? { prev: link(selection, "before", first.sequence) } : {}),
    self: link(selection, from.kind, from.sequence),
  };
}

function link({ filters, size }: Selection, key: string, value: number | string): string {
  const query = new URLSearchParams();
  for (const [name, values] of filters) query.set(`filter[${name}]`, values.join(","));
  query.set(`page[${key}]`, `${value}`);
  query.set("page[size]", `${size}`);
  return `${ACCOUNTS_PATH}?${query.toString()}`;
}

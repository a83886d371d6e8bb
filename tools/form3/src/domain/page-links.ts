import { isRecord } from "./is-record.ts";
import { UnreadableAnswer } from "./read-account.ts";

/** Where a page says its neighbours are: relative or absolute addresses. */
export type PageLinks = { readonly next: string | undefined; readonly prev: string | undefined };

/** The links of a list; `first` and `last` are not looked at. Throws `UnreadableAnswer`. */
export function readLinks(value: unknown): PageLinks {
  const links = isRecord(value) ? value : {};
  return { next: linkOf(links["next"]), prev: linkOf(links["prev"]) };
}

function linkOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  throw new UnreadableAnswer("a link is no text");
}

/** Resolves a link. Throws `UnreadableAnswer` when it leads to another origin, which must not get the credentials. */
export function followLink(link: string, base: URL): URL {
  const url = URL.canParse(link, base.href) ? new URL(link, base) : undefined;
  if (url === undefined) throw new UnreadableAnswer("a link is no address");
  if (url.origin !== base.origin || url.username !== "" || url.password !== "") {
    throw new UnreadableAnswer(`a link leads away from ${base.origin}, to ${url.origin}`);
  }
  return url;
}

/** Whether a page is found by counting, so that accounts change pages when others are deleted. */
export function isNumbered(url: URL): boolean {
  return url.searchParams.has("page[number]");
}

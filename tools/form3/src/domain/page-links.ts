import { Fault } from "./fault.ts";

/**
 * Where a link of a page leads, relative or absolute; undefined when there is none. Throws `Fault` when it leads to
 * another origin, which must not get the credentials.
 */
export function followLink(link: unknown, base: URL): URL | undefined {
  if (link === undefined || link === null || link === "") return undefined;
  const isAddress = typeof link === "string" && URL.canParse(link, base.href);
  if (!isAddress) throw new Fault("a link is no address");
  const url = new URL(link, base);
  // An address that holds credentials does not begin so.
  if (url.href.startsWith(`${base.origin}/`)) return url;
  throw new Fault(`a link leads away from ${base.origin}, to ${url.origin}, or holds credentials`);
}

/** Whether a page is found by counting, so that accounts change pages when others are deleted. */
export const isNumbered = (url: URL) => url.searchParams.has("page[number]");

/** The address without its origin. */
export const pathOf = ({ pathname, search }: URL) => `${pathname}${search}`;

/** One link of a Link header. */
export type Link = {
  /** Relation, for example `next`; a registered name or a URI. */
  readonly rel: string;
  /** URI reference, absolute or relative to the request; already percent-encoded. */
  readonly href: string;
};

const HREF = /^[\x21-\x3b\x3d\x3f-\x7e]*$/;
const REL = /^[\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]+$/;

/**
 * Value of a Link header (RFC 8288): `<?page=1>; rel="prev", <?page=3>; rel="next"`. Empty for no
 * links. A RangeError for a reference or relation that could break out of its quotes.
 */
export function linkHeader(links: readonly Link[]): string {
  return links.map(linkValue).join(", ");
}

function linkValue({ rel, href }: Link): string {
  if (!HREF.test(href)) throw new RangeError(`not a URI reference: ${JSON.stringify(href)}`);
  if (!REL.test(rel)) throw new RangeError(`not a relation: ${JSON.stringify(rel)}`);
  return `<${href}>; rel="${rel}"`;
}

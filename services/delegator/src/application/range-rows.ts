import type { DelegationPage } from "../domain/delegation-page.ts";
import { unlessAborted } from "./unless-aborted.ts";
import type { Stretch, Upstream, UpstreamPage } from "./upstream.ts";

/** A replica may answer with an empty page in the middle; more often than this in a row and rows are missing. */
const EMPTY_PAGES_MAX = 3;

export type RangeRequest = {
  readonly stretch: Stretch;
  /** Rows the stretch holds; null when nobody knows. */
  readonly expected: number | null;
  /** The stretch's first page, asked for before anybody knew where the stretch ends. */
  readonly early?: Promise<UpstreamPage> | undefined;
};

/**
 * The pages of a stretch in order. The next page is asked for as soon as the last id of this one is known, so that it is
 * under way while this one is ranked and written. Ends early when the upstream has no more rows than that.
 */
export async function* rangeRows(
  upstream: Upstream,
  request: RangeRequest,
  signal: AbortSignal,
): AsyncGenerator<DelegationPage> {
  const { stretch, expected } = request;
  let { afterId } = stretch;
  let found = 0;
  let empty = 0;
  let next = expected !== 0 ? firstPage(upstream, request, signal) : undefined;
  while (next !== undefined) {
    const rows: DelegationPage = await next;
    const last = rows.at(-1);
    found += rows.length;
    empty = last === undefined ? empty + 1 : 0;
    afterId = last?.id ?? afterId;
    const isEnd = (expected !== null && found >= expected) || empty > EMPTY_PAGES_MAX;
    next = isEnd ? undefined : ask(upstream, { ...stretch, afterId }, signal);
    if (last !== undefined) yield rows;
  }
}

async function firstPage(
  upstream: Upstream,
  { stretch, early }: RangeRequest,
  signal: AbortSignal,
): Promise<DelegationPage> {
  if (early === undefined) return request(upstream, stretch, signal);
  // It was asked for before this load began, and does not end with it.
  const { rows } = await unlessAborted(early, signal);
  const isWithin = (rows.at(-1)?.id ?? 0) < (stretch.beforeId ?? Infinity);
  return isWithin ? rows : request(upstream, stretch, signal);
}

async function request(
  upstream: Upstream,
  stretch: Stretch,
  signal: AbortSignal,
): Promise<DelegationPage> {
  const { rows } = await upstream.page(stretch, signal);
  return rows;
}

function ask(upstream: Upstream, stretch: Stretch, signal: AbortSignal): Promise<DelegationPage> {
  const answer = request(upstream, stretch, signal);
  // The consumer may stop before it awaits this one; the rejection is then nobody's.
  answer.catch(() => undefined);
  return answer;
}

import type { HistoryMark } from "../../application/history-mark.ts";
import type { ListDelegations } from "../../application/list-delegations.ts";
import type { Listing } from "../../application/listing.ts";
import { type ReadMirrorState, markOf } from "../../application/mirror-state.ts";
import { countedYear } from "../../domain/list-scope.ts";
import { LASTING, NOT_STORED, VARY, untilNextBlock } from "./caching.ts";
import { isUnchanged, namesTag } from "./entity-tag.ts";
import { loadingProblem, syncHeader } from "./history-loading.ts";
import { levelHeaders } from "./level-headers.ts";
import { type ListAddress, cursorWay, listLinks } from "./list-links.ts";
import { type ListQuestion, type Representation, lastingTag, listTag } from "./list-tag.ts";
import { pageTooDeep } from "./page-too-deep.ts";

/** What answering a list needs. */
export type ListServing<Row> = {
  readonly list: ListDelegations<Row>;
  readonly representation: Representation;
  readonly readState: ReadMirrorState;
  /** Seconds until a block is due on top of this level. */
  readonly secondsLeft: (head: number) => number;
};

type Headers = Readonly<Record<string, string>>;

/** An answer without rows is 304. */
export type ListAnswer<Row> = { readonly headers: Headers; readonly rows?: readonly Row[] };

/** Answers a list: with 304 when the client's copy still holds, for which no row is read, else with the page. */
export async function answerList<Row>(
  serving: ListServing<Row>,
  address: ListAddress,
  ifNoneMatch: string | undefined,
): Promise<ListAnswer<Row>> {
  const { representation } = serving;
  const question = { representation, asked: address.asked };
  if (ifNoneMatch !== undefined) {
    const unchanged = await unchangedHeaders(serving, question, ifNoneMatch);
    if (unchanged !== undefined) return { headers: unchanged };
  }
  const listing = await serving.list(address.asked);
  if ("code" in listing) {
    if (listing.code === "page_too_deep") throw pageTooDeep(listing, cursorWay(address));
    throw loadingProblem(listing, representation);
  }
  const naming = namingHeaders(serving, question, listing);
  if ("etag" in naming && isUnchanged(ifNoneMatch, naming.etag)) return { headers: naming };
  return { headers: { ...naming, ...placeHeaders(address, listing) }, rows: listing.rows };
}

/** The headers of a copy that still holds. A tag that says that its answer lasts was given to one that does. */
async function unchangedHeaders<Row>(
  { readState, secondsLeft }: ListServing<Row>,
  question: ListQuestion,
  ifNoneMatch: string,
): Promise<Headers | undefined> {
  const state = markOf(await readState(), countedYear(question.asked.scope));
  const lasting = lastingTag(question, state);
  if (namesTag(ifNoneMatch, lasting)) return { etag: lasting, ...stateHeaders(state), ...LASTING };
  const etag = listTag(question, state);
  if (!namesTag(ifNoneMatch, etag)) return undefined;
  return { etag, ...stateHeaders(state), ...untilNextBlock(secondsLeft(state.head)) };
}

function stateHeaders(state: Pick<HistoryMark, "head" | "final">): Headers {
  return { ...VARY, ...levelHeaders(state) };
}

/** What names an answer, and for how long it may be kept. */
function namingHeaders<Row>(
  { secondsLeft }: ListServing<Row>,
  question: ListQuestion,
  { state, version, isLasting }: Listing<Row>,
) {
  if (version === undefined) return { ...stateHeaders(state), ...NOT_STORED };
  return {
    ...stateHeaders(state),
    etag: isLasting ? lastingTag(question, version) : listTag(question, version),
    ...(isLasting ? LASTING : untilNextBlock(secondsLeft(state.head))),
  };
}

/** Where the page lies in its list. */
function placeHeaders<Row>(
  address: ListAddress,
  { neighbours, total, done }: Listing<Row>,
): Headers {
  return {
    link: listLinks(address, neighbours),
    ...(total === undefined ? {} : { "x-total-count": String(total) }),
    ...(done === undefined ? {} : { "x-sync": syncHeader(done) }),
  };
}

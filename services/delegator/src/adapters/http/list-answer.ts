import { type ListDelegations } from "../../application/list-delegations.ts";
import { type ReadMirrorState } from "../../application/list-state.ts";
import { type Listing } from "../../application/listing.ts";
import { LASTING, NOT_STORED, VARY, untilNextBlock } from "./caching.ts";
import { levelHeaders } from "./level-headers.ts";
import { type ListAddress, cursorWay, listLinks } from "./list-links.ts";
import { loadingProblem, pageTooDeep, syncHeader } from "./list-problems.ts";
import { type ListQuestion, type Representation, listTag, namesTag, stateOf } from "./list-tag.ts";

/** What answering a list needs. */
export type ListServing<Row> = {
  readonly list: ListDelegations<Row>;
  readonly representation: Representation;
  readonly readState: ReadMirrorState;
  /** Seconds until a block is due on top of this level. */
  readonly secondsLeft: (head: number) => number;
};

/** An answer without rows is 304. */
export type ListAnswer<Row> = {
  readonly headers: Readonly<Record<string, string>>;
  readonly rows?: readonly Row[];
};

/** Answers a list: with 304 when the client's copy still holds, for which no row is read, else with the page. */
export async function answerList<Row>(
  serving: ListServing<Row>,
  address: ListAddress,
  ifNoneMatch: string | undefined,
): Promise<ListAnswer<Row>> {
  const question = { representation: serving.representation, asked: address.asked };
  if (ifNoneMatch !== undefined) {
    const unchanged = await unchangedHeaders(serving, question, ifNoneMatch);
    if (unchanged !== undefined) return { headers: unchanged };
  }
  const listing = await serving.list(address.asked);
  if (!("code" in listing)) {
    return { headers: pageHeaders(serving, { address, question, listing }), rows: listing.rows };
  }
  if (listing.code === "page_too_deep") throw pageTooDeep(listing, cursorWay(address));
  throw loadingProblem(listing, serving.representation);
}

async function unchangedHeaders<Row>(
  { readState, secondsLeft }: ListServing<Row>,
  question: ListQuestion,
  ifNoneMatch: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const state = stateOf(question.asked, await readState());
  const etag = listTag(question, state);
  if (!namesTag(ifNoneMatch, etag)) return undefined;
  return { etag, ...VARY, ...levelHeaders(state), ...untilNextBlock(secondsLeft(state.head)) };
}

type Page<Row> = {
  readonly address: ListAddress;
  readonly question: ListQuestion;
  readonly listing: Listing<Row>;
};

function pageHeaders<Row>(
  { secondsLeft }: ListServing<Row>,
  { address, question, listing }: Page<Row>,
): Readonly<Record<string, string>> {
  const { state, version, neighbours, total, isLasting, done } = listing;
  const headers = {
    link: listLinks(address, neighbours),
    ...VARY,
    ...levelHeaders(state),
    ...(total === undefined ? {} : { "x-total-count": String(total) }),
    ...(done === undefined ? {} : { "x-sync": syncHeader(done) }),
  };
  if (version === undefined) return { ...headers, ...NOT_STORED };
  const caching = isLasting ? LASTING : untilNextBlock(secondsLeft(state.head));
  return { ...headers, etag: listTag(question, version), ...caching };
}

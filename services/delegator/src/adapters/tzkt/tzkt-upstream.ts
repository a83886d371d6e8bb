import type { Clock } from "../../application/clock.ts";
import type { Tell } from "../../application/sync-fact.ts";
import type { Stretch, Upstream, UpstreamHead, UpstreamPage } from "../../application/upstream.ts";
import { cell, DelegationPage } from "../../domain/delegation-page.ts";
import { KnownAddresses } from "../../domain/known-addresses.ts";
import { type PageExpectation, pageFault } from "../../domain/upstream-page.ts";
import { decodeOperation } from "./operation-rows.ts";
import { pageOf } from "./page-of.ts";
import { PatientCount } from "./patient-count.ts";
import { type PatientOptions, PatientRequests } from "./patient-requests.ts";
import type { TzktAnswer, TzktHttp } from "./tzkt-http.ts";
import { HEAD_PATH, countPath, newestPath, operationPath, pagePath } from "./tzkt-path.ts";
import { UpstreamFault } from "./upstream-fault.ts";
import { UpstreamRefusal } from "./upstream-refusal.ts";

export type TzktUpstreamOptions = PatientOptions & {
  readonly http: TzktHttp;
  readonly pageSize: number;
  readonly clock: Clock;
  readonly tell: Tell;
};

function decodeHead({ body }: TzktAnswer): UpstreamHead {
  if (typeof body === "object" && body !== null && "chainId" in body && "level" in body) {
    const { chainId, level } = body;
    if (typeof chainId === "string" && typeof level === "number" && Number.isSafeInteger(level)) {
      return { chainId, level };
    }
  }
  throw new UpstreamFault("malformed head");
}

function decodeCount({ body }: TzktAnswer): number {
  if (typeof body === "number" && Number.isSafeInteger(body) && body >= 0) return body;
  throw new UpstreamFault("malformed count");
}

/** An answer from a replica that has not reached the level asked about says less than the truth. */
function knownLevel({ level }: TzktAnswer, levelMax: number | undefined): number {
  if (level === undefined) throw new UpstreamFault("no Tzkt-Level header");
  if (levelMax !== undefined && level < levelMax) {
    throw new UpstreamFault(`stale replica: at level ${level}, asked about ${levelMax}`);
  }
  return level;
}

/** A mixed-up proxy may answer with another range's page, which is sound in itself. */
function liesWithin({ columns, length }: DelegationPage, stretch: Stretch): boolean {
  const { years, levelAbove = -1, beforeId = Infinity } = stretch;
  const { from = -Infinity, to = Infinity } = years ?? {};
  // Ids, levels and years ascend together, so that the two ends answer for what is between them.
  const [first, last] = [0, length - 1];
  return (
    length === 0 ||
    (cell(columns.id, last) < beforeId &&
      cell(columns.level, first) > levelAbove &&
      cell(columns.year, first) >= from &&
      cell(columns.year, last) < to)
  );
}

/** A text that is no hash is refused, and belongs to no operation. */
async function noneIfRefused<Row>(asked: Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UpstreamRefusal) return [];
    throw error;
  }
}

/** TzKT as the application sees it: paced, retried, and checked row by row. */
export function tzktUpstream(options: TzktUpstreamOptions): Upstream {
  const { http, pageSize } = options;
  const requests = new PatientRequests((...request) => http.get(...request), options);
  const counting = new PatientCount(options);
  const known = new KnownAddresses();

  // Another thread may have read it already.
  const pageIn = ({ body }: TzktAnswer): DelegationPage =>
    body instanceof DelegationPage ? body : pageOf(body, known);

  function sound(page: DelegationPage, expectation: PageExpectation): DelegationPage {
    const fault = pageFault(page, expectation);
    if (fault === undefined) return page;
    throw new UpstreamFault(`row ${fault.row}: ${fault.reason}`);
  }

  return {
    pageSize,
    head: (signal) => requests.ask(HEAD_PATH, decodeHead, signal),
    newest: (levelMax, signal) =>
      requests.ask(
        newestPath(levelMax, pageSize),
        (answer): UpstreamPage => {
          const level = knownLevel(answer, levelMax);
          const rows = pageIn(answer).reversed();
          return { level, rows: sound(rows, { afterId: 0, levelMax, limit: pageSize }) };
        },
        signal,
      ),
    page: (stretch, signal) =>
      requests.ask(
        pagePath(stretch, pageSize),
        (answer): UpstreamPage => {
          const level = knownLevel(answer, stretch.levelMax);
          const { afterId, levelMax = level } = stretch;
          const rows = sound(pageIn(answer), {
            afterId,
            levelMax,
            limit: pageSize,
          });
          if (!liesWithin(rows, stretch)) throw new UpstreamFault("rows beyond the border");
          return { level, rows };
        },
        signal,
      ),
    operation: (hash, signal) =>
      noneIfRefused(requests.ask(operationPath(hash), ({ body }) => decodeOperation(body), signal)),
    count: (stretch, signal) => {
      const path = countPath(stretch);
      const decode = (answer: TzktAnswer): number => {
        knownLevel(answer, stretch.levelMax);
        return decodeCount(answer);
      };
      return counting.of({ path, ask: () => requests.ask(path, decode, signal) }, signal);
    },
  };
}

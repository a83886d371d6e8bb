import { emptyAnswer, jsonAnswer, type Answer } from "./answer.ts";
import { timestampText } from "./chain-time.ts";
import type { Chain } from "./chain.ts";
import { delegationsCount, delegationsOfOperation, delegationsPage } from "./delegation-routes.ts";
import { headText, protocolText } from "./head-json.ts";
import type { Shaping } from "./shaping.ts";

/** Where pages of delegations are served. */
export const DELEGATIONS_PATH = "/v1/operations/delegations";
/** Where the newest block is described. */
export const HEAD_PATH = "/v1/head";

/** What the API answers to a GET of `target`. */
export function answerTo(chain: Chain, target: URL, shaping: Shaping): Answer {
  const view = chain.view(shaping.behind);
  const answer = routed(chain, target, shaping);
  const headers = levelHeaders(chain, view.level, shaping.clockShift);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** What every answer of the API tells about the level it was made at. */
export function levelHeaders(
  chain: Chain,
  level = chain.head,
  clockShift = 0,
): Readonly<Record<string, string>> {
  return {
    "Tzkt-Version": TZKT_VERSION,
    "Tzkt-Level": `${level}`,
    "Tzkt-Known-Level": `${chain.head}`,
    "Tzkt-Synced-At": timestampText(chain.secondsOf(level) + clockShift),
  };
}

/** The version whose behaviour is followed. */
const TZKT_VERSION = "1.17.2.0";

function routed(chain: Chain, target: URL, shaping: Shaping): Answer {
  const view = chain.view(shaping.behind);
  const { pathname, searchParams } = target;
  if (pathname === DELEGATIONS_PATH) return delegationsPage(view, searchParams, shaping);
  if (pathname === `${DELEGATIONS_PATH}/count`) return delegationsCount(view, searchParams);
  if (pathname === HEAD_PATH) return jsonAnswer(headText(chain, view.level, shaping));
  if (pathname === "/v1/protocols/current") return jsonAnswer(protocolText(view.level));
  const segments = pathname.slice(DELEGATIONS_PATH.length + 1).split("/");
  const isBelow = pathname.startsWith(`${DELEGATIONS_PATH}/`) && segments.length <= 3;
  return isBelow ? delegationsOfOperation(view, segments) : emptyAnswer(404);
}

import type { OutcomeUnknown, Overloaded } from "@holdfast/cqrs/event-store";
import type { KeysAway } from "@holdfast/erasure";
import type { ProblemMap } from "@holdfast/http";

import type { LedgerBusy } from "../../application/ledger-busy.ts";
import type { NotaryUnavailable } from "../../application/notary-unavailable.ts";

const RETRY = { "retry-after": "1" } as const;
const BUSY = {
  status: 503,
  code: "busy",
  title: "Service Unavailable",
  detail: "more waits to be posted than may wait",
  headers: RETRY,
} as const;

/**
 * Whatever the service throws that the kit does not know. A 503 passes by itself, and says when to send the same
 * request again; what somebody has to put right first is no 503, since clients repeat those without looking.
 */
export const SERVICE_PROBLEMS: ProblemMap<
  LedgerBusy | Overloaded | OutcomeUnknown | NotaryUnavailable | KeysAway
> = {
  busy: BUSY,
  overloaded: BUSY,
  keys_away: {
    status: 503,
    title: "Service Unavailable",
    detail: "the keys of names are not to be had at the moment",
    headers: RETRY,
  },
  outcome_unknown: {
    status: 503,
    title: "Service Unavailable",
    detail: "whether it was done is not known yet; the same request again tells",
    headers: RETRY,
  },
  notary_refused: {
    status: 500,
    title: "Internal Server Error",
    detail: "the log differs from what was signed: somebody has to look before anything is proved",
  },
};

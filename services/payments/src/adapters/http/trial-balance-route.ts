import type { PositionTokens } from "@holdfast/cqrs/position-token";
import { HttpProblem, type Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { isRefused } from "@holdfast/money";
import { Type } from "typebox";

import type {
  LedgerDifference,
  ReadTrialBalance,
  VerifyLedger,
} from "../../application/trial-balance.ts";
import type { Counters } from "../../domain/counters.ts";
import { CURRENCIES, exponentOf } from "../../domain/currencies.ts";
import { feedScope } from "./feed-scope.ts";
import { titleOf } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";
import { TrialBalanceQuery, TrialBalanceShown } from "./trial-balance-schemas.ts";
import { CurrencyCode } from "./wire-schemas.ts";

const READING: RouteAccess = { permissions: ["read:ledger"] };

const schema = {
  summary: "All accounts of a ledger, added up by class",
  description:
    "In one snapshot, in which debits and credits are the same in sum. `verify=true` makes the ledger anew of its events " +
    "and tells what is stored otherwise, 100 differences at most; one verification at a time, else `busy`.",
  tags: ["ledgers"],
  params: Type.Object({ ledger: CurrencyCode("Currency or asset") }),
  querystring: TrialBalanceQuery,
  response: {
    200: TrialBalanceShown,
    ...readProblems("unknown_currency"),
  },
};

/** What the route stands on. */
export type TrialBalanceRouteOptions = {
  readonly read: ReadTrialBalance;
  readonly verify: VerifyLedger;
  readonly positions: PositionTokens;
};

/** The trial balance of a ledger. */
export function trialBalanceRoute(scope: Server, options: TrialBalanceRouteOptions): void {
  const { read, verify, positions } = options;
  scope.get(
    "/v1/ledgers/:ledger/trial-balance",
    { schema, config: { access: READING } },
    async ({ principal, params, query, signal }) => {
      const { ledger } = params;
      const { tenantId: tenant } = principal;
      const exponent = knownExponent(ledger);
      const { lines, total } = await read(tenant, ledger);
      const answer = {
        ledger,
        exponent,
        lines: lines.map(({ code, accounts, ...counters }) => ({
          code,
          accounts,
          ...presentCounters(counters),
        })),
        total: presentCounters(total),
        is_balanced:
          total.debitsPosted === total.creditsPosted &&
          total.debitsPending === total.creditsPending,
      };
      if (!query.verify) return answer;
      const { events, differences } = await verify(tenant, ledger, signal);
      const told = (each: LedgerDifference) => presentDifference(each, { tenant, positions });
      return { ...answer, verification: { events, differences: differences.map(told) } };
    },
  );
}

function knownExponent(ledger: string): number {
  const found = CURRENCIES.find(ledger);
  if (!isRefused(found)) return exponentOf(ledger);
  const code = "unknown_currency";
  throw new HttpProblem({ status: 400, code, title: titleOf(code), detail: found.sentence });
}

function presentCounters(counters: Counters) {
  return {
    debits_pending: counters.debitsPending,
    debits_posted: counters.debitsPosted,
    credits_pending: counters.creditsPending,
    credits_posted: counters.creditsPosted,
  };
}

/** The position as a token, since the number of events is nobody's business but the house's. */
function presentDifference(
  { position, ...told }: LedgerDifference,
  { tenant, positions }: { readonly tenant: string; readonly positions: PositionTokens },
) {
  return {
    ...told,
    ...(position !== undefined && { position: positions.seal(position, feedScope(tenant)) }),
  };
}

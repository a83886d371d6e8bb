/** A route that writes: fields that are nearly always there, and those that seldom are. */
export type WriteRoute = {
  readonly path: string;
  readonly usual: readonly string[];
  readonly rare: readonly string[];
};

/** A route that reads, with the names of its query. */
export type ReadRoute = { readonly path: string; readonly query: readonly string[] };

const NOTES = ["effective_at", "description", "metadata", "reason"];
/** What every transfer has, those of a batch too. */
export const SIDES = ["debit_account", "credit_account", "amount"];
const MORE = ["id", "balancing", "ledger", "code", "pending", "timeout_s", "conditions", "once"];
const PAIR = ["sell", "buy", "rate", "sell_liquidity", "buy_liquidity"];
const transfer = { path: "/v1/transfers", usual: SIDES, rare: [...MORE, ...NOTES] };
const decision = (verb: string, ...rare: readonly string[]): WriteRoute => ({
  path: `/v1/accounts/{id}/${verb}`,
  usual: ["reason"],
  rare,
});

/** All of them, transfers more than once; `{id}` stands for one. */
export const WRITES: readonly WriteRoute[] = [
  {
    path: "/v1/accounts",
    usual: ["ledger", "code", "normal_side", "limit"],
    rare: ["id", "number", "min_available"],
  },
  decision("freeze"),
  decision("unfreeze"),
  decision("close"),
  decision("reopen"),
  decision("limits", "limit", "min_available"),
  transfer,
  transfer,
  transfer,
  { path: "/v1/transfers/batch", usual: ["transfers"], rare: ["id", "atomic", "reason"] },
  { path: "/v1/transfers/{id}/post", usual: [], rare: ["id", "amount", "once", ...NOTES] },
  { path: "/v1/transfers/{id}/void", usual: ["reason"], rare: ["id", "once", ...NOTES] },
  {
    path: "/v1/transfers/{id}/reverse",
    usual: ["reason"],
    rare: ["id", "amount", "force", "once", ...NOTES],
  },
  { path: "/v1/fx/quotes", usual: PAIR, rare: ["id", "spread_bps", "expires_in_s", "fees"] },
  {
    path: "/v1/fx/conversions",
    usual: ["quote", "source", "destination"],
    rare: ["id", "reason"],
  },
  {
    path: "/v1/payments",
    usual: ["account", "amount", "currency", "creditor", "debtor"],
    rare: ["id", "reference"],
  },
  { path: "/v1/payments/{id}/resume", usual: ["reason"], rare: [] },
  { path: "/v1/payments/{id}/resolve", usual: ["outcome", "reason"], rare: [] },
  { path: "/api/v1/accounts", usual: ["number", "amount", "currency"], rare: [] },
  {
    path: "/api/v1/accounts/{number}/transfer",
    usual: ["from", "to", "amount", "currency"],
    rare: [],
  },
];

const PAGE = ["limit", "cursor"];

/** All of them. */
export const READS: readonly ReadRoute[] = [
  { path: "/v1/accounts", query: ["ledger", "code", "status", ...PAGE] },
  { path: "/v1/accounts/{id}", query: [] },
  { path: "/v1/accounts/by-number/{number}", query: [] },
  { path: "/v1/accounts/{id}/statement", query: ["from", "as_of", "by", ...PAGE] },
  { path: "/v1/accounts/{id}/balances", query: ["as_of", "by"] },
  {
    path: "/v1/transfers",
    query: ["account", "batch_id", "from", "to", "metadata.a", "metadata.", ...PAGE],
  },
  { path: "/v1/transfers/{id}", query: [] },
  { path: "/v1/ledgers/{ledger}/trial-balance", query: [] },
  { path: "/v1/events", query: ["type", "category", ...PAGE] },
  { path: "/v1/audit", query: ["actor", "action", "resource", "code", "from", "to", ...PAGE] },
  { path: "/v1/audit/checkpoints", query: PAGE },
  { path: "/v1/audit/proofs/inclusion", query: ["event", "size"] },
  { path: "/v1/audit/proofs/consistency", query: ["from", "to"] },
  { path: "/v1/payments", query: ["state", ...PAGE] },
  { path: "/v1/payments/{id}", query: [] },
  { path: "/api/v1/accounts", query: [] },
  { path: "/api/v1/accounts/{number}", query: [] },
  { path: "/api/v1/swagger/{number}", query: [] },
  { path: "/healthz", query: [] },
  { path: "/readyz", query: [] },
  { path: "/metrics", query: [] },
  { path: "/openapi.json", query: [] },
];

/** What a field should be; an id if nothing is said. */
const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  amount: ["1", "10", "999999999"],
  balancing: ["debit", "credit"],
  ledger: ["USD", "EUR", "ETH"],
  code: [1, 2],
  pending: [true, false],
  timeout_s: [1, 315_360_000],
  once: ["success", "attempt"],
  linked: [true, false],
  atomic: [true, false],
  force: [true, false],
  normal_side: ["debit", "credit"],
  limit: ["none", "debits_must_not_exceed_credits", "credits_must_not_exceed_debits"],
  min_available: ["0", "-5", "5"],
  number: ["A1", "B2"],
  reason: ["x"],
  outcome: ["settled", "rejected"],
  description: ["x", ""],
  effective_at: ["2026-11-26T12:00:00Z", "1900-01-01T00:00:00.5+00:00"],
  metadata: [{ a: "b" }, {}],
  sell: [{ currency: "USD", minor: "100" }, { currency: "USD" }],
  buy: [{ currency: "EUR" }, { currency: "JPY" }],
  rate: ["1.1", "0.001"],
  spread_bps: [0, 50],
  expires_in_s: [1, 60],
  currency: ["USD", "EUR"],
  creditor: [{ name: "Ann", account: "DE02120300000000202051" }],
  debtor: [{ name: "Bob", account: "1/2-3.4" }],
  reference: ["invoice 1", ""],
  from: ["A1", "B2"],
  to: ["A1", "B2"],
};

/** What the routes of GopherPay take for the same words. */
const RIGHT_FOR_GOPHER_PAY: typeof RIGHT = { ...RIGHT, amount: [1, 500] };

/** What fields of a route should be, by their names. */
export function rightFor({ path }: WriteRoute): ReadonlyMap<string, readonly unknown[]> {
  return new Map(Object.entries(path.startsWith("/api/") ? RIGHT_FOR_GOPHER_PAY : RIGHT));
}

const IN_QUERY: Readonly<Record<string, readonly string[]>> = {
  limit: ["1", "20", "100", "0", "101", "1e1", "-1"],
  cursor: ["", "x", "eyJhIjoxfQ", "AAAA.BBBB"],
  ledger: ["USD", "EUR", "XAU"],
  code: ["1", "2", "forbidden"],
  status: ["open", "frozen", "closed"],
  from: ["2026-01-01T00:00:00Z", "1", "0"],
  to: ["2030-01-01T00:00:00Z", "2"],
  as_of: ["2026-11-26T12:00:00Z", "2190-01-01T00:00:00Z"],
  by: ["effective", "recorded"],
  type: ["TransferPosted", "AccountOpened"],
  category: ["transfer", "account"],
  event: ["x", "1"],
  size: ["1", "0", "99999999999999999999"],
  state: ["settled", "needs_attention"],
  "metadata.a": ["b"],
  "metadata.": [""],
  actor: ["bench"],
  action: ["transfer.create"],
  resource: ["account:x"],
};

/** What a parameter of a query should be, by its name; an id if nothing is said. */
export const RIGHT_IN_QUERY: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(IN_QUERY),
);

/** What a part of a path should be; an id if nothing is said. */
export const RIGHT_IN_PATH: ReadonlyMap<string, readonly string[]> = new Map([
  ["{number}", ["A1", "B2"]],
  ["{ledger}", ["USD", "JPY", "XTZ"]],
]);

import fc from "fast-check";

/** A request that may be right, nearly right or nothing at all. */
export type AnyRequest = { readonly path: string; readonly body: string; readonly key: string };

/** From 0 up to 1. */
type Draw = () => number;

/** Mulberry32: the same numbers for the same seed. */
function drawing(seed: number): Draw {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values that mean something in one field or another, and some that mean nothing anywhere. */
function anyValues(ids: readonly string[], seed: number): readonly unknown[] {
  const one = fc.oneof(
    fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), { maxKeys: 3 }),
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  const texts = `1 0 -1 max 1.5 1e9 01 USD EUR JPY XAU usd ETH debit none attempt 💶 \0 \ud800
    debits_must_not_exceed_credits 2026-11-26T12:00:00Z 2199-12-31T23:59:59.999999+23:59
    0000-01-01T00:00:00Z 0.000000000000000001 999999999999999999`.split(/\s+/);
  const others = [0, 1, -1, 1.5, 65_536, 1e21, 315_360_000, true, false, null, "", " 1", [], {}];
  return [
    ...ids.map((id) => id.toUpperCase()),
    ...texts,
    ...others,
    "9".repeat(38),
    "9".repeat(39),
    [[[[]]]],
    { $bigint: "1" },
    { currency: "USD", minor: "100" },
    ...fc.sample(one, { numRuns: 200, seed }),
  ];
}

const NOTES = ["effective_at", "description", "metadata", "reason"];
const SIDES = ["debit_account", "credit_account", "amount"];
const MORE = ["id", "balancing", "ledger", "code", "pending", "timeout_s", "conditions", "once"];
const PAIR = ["sell", "buy", "rate", "sell_liquidity", "buy_liquidity"];

/** Fields that are nearly always there, and those that seldom are. */
const ROUTES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["/v1/accounts", ["ledger", "code", "normal_side", "limit"], ["id", "number", "min_available"]],
  ["/v1/accounts/ID/freeze", ["reason"], []],
  ["/v1/accounts/ID/unfreeze", ["reason"], []],
  ["/v1/accounts/ID/close", ["reason"], []],
  ["/v1/accounts/ID/reopen", ["reason"], []],
  ["/v1/accounts/ID/limits", ["reason"], ["limit", "min_available"]],
  ["/v1/transfers", SIDES, [...MORE, ...NOTES]],
  ["/v1/transfers", SIDES, [...MORE, ...NOTES]],
  ["/v1/transfers/batch", ["transfers"], ["id", "atomic", "reason"]],
  ["/v1/transfers/ID/post", [], ["id", "amount", ...NOTES]],
  ["/v1/transfers/ID/void", ["reason"], ["id", ...NOTES]],
  ["/v1/transfers/ID/reverse", ["reason"], ["id", "amount", "force", ...NOTES]],
  ["/v1/fx/quotes", PAIR, ["id", "spread_bps", "expires_in_s", "fees"]],
  ["/v1/fx/conversions", ["quote", "source", "destination"], ["id", "reason"]],
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
  description: ["x", ""],
  effective_at: ["2026-11-26T12:00:00Z", "1900-01-01T00:00:00.5+00:00"],
  metadata: [{ a: "b" }, {}],
  sell: [{ currency: "USD", minor: "100" }, { currency: "USD" }],
  buy: [{ currency: "EUR" }, { currency: "JPY" }],
  rate: ["1.1", "0.001"],
  spread_bps: [0, 50],
  expires_in_s: [1, 60],
};

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** So many requests; the same ones for the same seed. */
export function* anyRequests(
  count: number,
  seed: number,
  ids: readonly string[],
): Generator<AnyRequest> {
  const draw = drawing(seed);
  const values = anyValues(ids, seed);
  const oneOf = <Value>(all: readonly Value[]): Value | undefined =>
    all[Math.floor(draw() * all.length)];
  const body = (usual: readonly string[], rare: readonly string[]): object => {
    const names = [
      ...usual.filter(() => draw() < 0.98),
      ...rare.filter(() => draw() < 0.15),
      ...(draw() < 0.03 ? [textOf(oneOf(values))] : []),
    ];
    return Object.fromEntries(names.map((name) => [name, field(name)]));
  };
  const field = (name: string): unknown => {
    if (draw() < 0.04) return oneOf(values);
    if (name === "conditions") return [condition()];
    if (name === "transfers") {
      return Array.from({ length: Math.ceil(draw() * 4) }, () => body(SIDES, ["id", "linked"]));
    }
    return oneOf(RIGHT[name] ?? ids);
  };
  const condition = (): object => {
    const account = oneOf(ids);
    return draw() < 0.5
      ? { account, account_version: oneOf(["0", "1", "12"]) }
      : { account, balance: oneOf(["posted", "pending"]), is: oneOf(["gte", "lt"]), amount: "0" };
  };
  for (let made = 0; made < count; made += 1) {
    const [path, usual, rare] = oneOf(ROUTES) ?? ["", [], []];
    const id = textOf(draw() < 0.95 ? oneOf(ids) : oneOf(values)).toWellFormed();
    const isText = draw() < 0.02;
    yield {
      path: path.replace("ID", encodeURIComponent(id)),
      body: isText ? textOf(oneOf(values)) : JSON.stringify(body(usual, rare)),
      key: draw() < 0.9 ? `${seed}-${made}` : (oneOf(["again", '"again"', "a,b"]) ?? ""),
    };
  }
}

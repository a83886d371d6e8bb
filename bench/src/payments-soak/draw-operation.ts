import type { Draw } from "../draw.ts";
import type { Clients } from "./clients.ts";
import { AMOUNT_MAX, batch, ending, hold, transfer } from "./draw-transfer.ts";
import type { Operation } from "./plan.ts";

type Drawing = (draw: Draw, clients: Clients, all: readonly Clients[]) => Operation;

/** Draws the next thing that somebody of some tenant wants. */
export function drawOperation(draw: Draw, all: readonly Clients[]): Operation {
  const clients = all[draw.between(0, all.length - 1)];
  if (clients === undefined) throw new RangeError("there are no tenants");
  let lot = draw.between(1, LOTS);
  for (const [weight, drawing] of KINDS) {
    lot -= weight;
    if (lot <= 0) return drawing(draw, clients, all);
  }
  throw new RangeError("weights do not add up");
}

const CHANGES = ["freeze", "unfreeze", "unfreeze", "close", "reopen", "limits"] as const;

/** Decides about an account; what it may do afterwards is never more than the sum of all money. */
function accountChange(draw: Draw, clients: Clients): Operation {
  const account = clients.pick(clients.accounts);
  const verb = clients.pick(CHANGES);
  if (account === undefined || verb === undefined) return transfer(draw, clients);
  const mark = clients.newMark();
  const limits = { min_available: `${draw.between(-2_000, 2_000)}` };
  const body = { reason: mark, ...(verb === "limits" && limits) };
  return clients.operation(`/v1/accounts/${account.id}/${verb}`, body, [mark]);
}

function newAccount(_draw: Draw, clients: Clients): Operation {
  const account = { id: clients.newId(), ledger: clients.pair()[0].ledger };
  clients.accounts.push(account);
  return clients.opening(account);
}

function quote(draw: Draw, clients: Clients): Operation {
  const sells = draw.between(0, 1);
  const [sell, buy] = [clients.houses[sells], clients.houses[1 - sells]];
  if (sell === undefined || buy === undefined) throw new RangeError("two ledgers are needed");
  const id = clients.newId();
  clients.quotes.push({ id, sells });
  const body = {
    id,
    sell: { currency: sell.ledger, minor: `${draw.between(1, AMOUNT_MAX)}` },
    buy: { currency: buy.ledger },
    rate: `${draw.between(1, 3)}.${draw.between(1, 999)}`,
    spread_bps: draw.between(0, 100),
    expires_in_s: draw.chance(20) ? 1 : 60,
    sell_liquidity: sell.id,
    buy_liquidity: buy.id,
  };
  return clients.operation("/v1/fx/quotes", body, [id]);
}

function conversion(draw: Draw, clients: Clients): Operation {
  const quoted = clients.pick(clients.quotes);
  if (quoted === undefined) return quote(draw, clients);
  const of = (at: number): string => {
    const ledger = clients.houses[at]?.ledger;
    return clients.pick(clients.accounts.filter((each) => each.ledger === ledger))?.id ?? "";
  };
  const id = clients.newId();
  const sides = { source: of(quoted.sells), destination: of(1 - quoted.sells) };
  return clients.operation("/v1/fx/conversions", { id, quote: quoted.id, ...sides }, [id]);
}

const CREDITORS = [
  "TEST-SETTLE",
  "TEST-LOST-SETTLE",
  "TEST-DROP-BUSY-SETTLE",
  "TEST-REJECT-AC04",
  "TEST-RETURN-AC06",
  "DE02120300000000202051",
];

function payment(draw: Draw, clients: Clients): Operation {
  const payer = clients.pick(clients.accounts);
  const creditor = clients.pick(CREDITORS) ?? "";
  if (payer === undefined) return transfer(draw, clients);
  const id = clients.newId();
  const body = {
    id,
    account: payer.id,
    amount: `${draw.between(1, AMOUNT_MAX)}`,
    currency: payer.ledger,
    creditor: { name: "Ada Lovelace", account: creditor },
    debtor: { name: "Charles Babbage", account: "GB33BUKB20201555555555" },
  };
  return clients.operation("/v1/payments", body, [id]);
}

/** The same thing, id and all, under another key: there is nothing more to do. */
function sameAgain(draw: Draw, clients: Clients): Operation {
  const sent = clients.pick(clients.sent);
  // Items of a batch may have no ids.
  const hasId = sent?.body.startsWith('{"id"') === true && !sent.path.endsWith("/batch");
  if (!hasId) return transfer(draw, clients);
  return { ...sent, key: clients.newId(), delivery: { kind: "plain" } };
}

/** Another request under a key that is used, or was refused: then it is as good as a new one. */
function keyReused(draw: Draw, clients: Clients): Operation {
  const sent = clients.pick(clients.sent);
  const other = transfer(draw, clients);
  return sent === undefined ? other : { ...other, key: sent.key, delivery: { kind: "plain" } };
}

function wrong(_draw: Draw, clients: Clients): Operation {
  const [from, to] = clients.pair();
  const mark = clients.newMark();
  const sides = clients.sides(from, to);
  const bodies = [
    { ...sides, amount: "0" },
    { ...sides, amount: 5 },
    { ...sides, amount: "-5" },
    { ...sides, amount: "5", unknown: true },
    { ...sides, credit_account: from.id, amount: "5" },
    { ...sides, credit_account: clients.newId(), amount: "5" },
    { ...sides, ledger: "JPY", amount: "5" },
    { debit_account: from.id, amount: "5" },
  ];
  const body = { ...clients.pick(bodies), metadata: { op: mark } };
  return { ...clients.operation("/v1/transfers", body, [mark]), isWrong: true };
}

/** What belongs to another tenant. */
function foreign(draw: Draw, clients: Clients, all: readonly Clients[]): Operation {
  const other = all[(clients.at + 1) % all.length];
  const theirs = other?.pick(other.accounts);
  const move = other?.pick([...other.moves, ...other.holds]);
  const [own] = clients.pair();
  if (theirs === undefined || move === undefined) return wrong(draw, clients);
  const mark = clients.newMark();
  const sides = draw.chance(50) ? ([own, theirs] as const) : ([theirs, own] as const);
  const [path, body] = draw.chance(50)
    ? ["/v1/transfers", { ...clients.sides(...sides), amount: "1" }]
    : [`/v1/transfers/${move}/${draw.chance(50) ? "post" : "reverse"}`, { reason: "theirs" }];
  const asked = { ...body, metadata: { op: mark } };
  return { ...clients.operation(path, asked, [mark]), isWrong: true };
}

const KINDS: readonly (readonly [weight: number, drawing: Drawing])[] = [
  [30, transfer],
  [14, hold],
  [10, batch],
  [22, ending],
  [6, accountChange],
  [1, newAccount],
  [4, quote],
  [5, conversion],
  [6, payment],
  [2, sameAgain],
  [2, keyReused],
  [2, wrong],
  [2, foreign],
];
const LOTS = KINDS.reduce((sum, [weight]) => sum + weight, 0);

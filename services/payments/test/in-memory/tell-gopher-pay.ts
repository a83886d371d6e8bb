import { type Decider, type Refusal, refuse } from "@holdfast/cqrs";
import { formatMoney, isRefused, money } from "@holdfast/money";
import { type Feature, scenariosOf } from "@holdfast/scenarios";

import { CURRENCIES } from "../../src/domain/currencies.ts";

type Sum = { readonly amount: bigint; readonly currency: string };
type Move = Sum & { readonly from: string; readonly to: string };

/** What a client of GopherPay asks for; `path` is the number in the path, where it is another one than the payer's. */
export type GopherPayRequest =
  | (Sum & { readonly type: "Open"; readonly number: string })
  | (Move & { readonly type: "Transfer"; readonly path?: string });
type Done =
  | (Sum & { readonly type: "Opened"; readonly number: string })
  | (Move & { readonly type: "Transferred" });
/** GopherPay's answers: what is no such request has a text of ours, everything else its very words. */
type Refused =
  | Refusal<"invalid", { readonly status: number }>
  | Refusal<"not_found", Words>
  | Refusal<"taken", Words>
  | Refusal<"refused", Words>;
type Words = { readonly status: number; readonly message: string };

type Account = { readonly number: string; readonly currency: string; readonly balance: bigint };
type Shown = {
  readonly number: string;
  readonly balance: string;
  readonly ledgers: readonly { readonly action: string }[];
};
type Told = Readonly<Record<string, Account & { readonly actions: readonly string[] }>>;

/** "$100.00". */
function shown({ amount, currency: code }: Sum): string {
  const currency = CURRENCIES.find(code);
  return isRefused(currency) ? `${amount} ${code}` : formatMoney(money(currency, amount));
}

const MISMATCH = "Currencies don't match";
const invalid = (sentence: string) => refuse("invalid", sentence, { status: 400 });
const no = (message: string) => refuse("refused", message, { status: 422, message });

const gopherPay: Decider<GopherPayRequest, Told, Done, Refused> = {
  initialState: () => ({}),
  decide: (request, accounts) =>
    request.type === "Open" ? decideOpening(accounts, request) : decideTransfer(accounts, request),
  evolve(accounts, event) {
    if (event.type === "Opened") {
      const { number, currency, amount: balance } = event;
      const actions = balance === 0n ? [] : [`Deposit, ${shown(event)}`];
      return { ...accounts, [number]: { number, currency, balance, actions } };
    }
    const { from, to, amount } = event;
    const paid = changed(accounts, from, { by: -amount, action: `Transfer to ${to}` });
    return changed(paid, to, { by: amount, action: `Transfer from ${from}` });
  },
};

function decideOpening(
  accounts: Told,
  { number, amount, currency }: GopherPayRequest & { readonly type: "Open" },
): readonly Done[] | Refused {
  if (amount < 0n) return invalid("an account does not begin below nothing");
  if (isRefused(CURRENCIES.find(currency))) return invalid(`${currency} is no currency`);
  if (accounts[number] !== undefined) {
    const message = `cannot open account: account ${number} already exists`;
    return refuse("taken", message, { status: 409, message });
  }
  return [{ type: "Opened", number, amount, currency }];
}

function decideTransfer(
  accounts: Told,
  { from, to, amount, currency, path = from }: GopherPayRequest & { readonly type: "Transfer" },
): readonly Done[] | Refused {
  if (amount <= 0n) return invalid("an amount is more than nothing");
  if (path !== from) {
    return invalid(`cannot send transfer from ${from}: the path says ${path}`);
  }
  if (from === to) return no(`cannot transfer money to the same account: ${from}`);
  const [payer, payee] = [accounts[from], accounts[to]];
  if (payer === undefined) return notFound(from);
  if (payee === undefined) return notFound(to);
  const sent = `cannot send transfer from ${from} to ${to}`;
  if (payer.currency !== currency) return no(`${sent}: ${MISMATCH}`);
  if (payee.currency !== currency) {
    return no(`cannot receive money from ${from} to ${to}: ${MISMATCH}`);
  }
  const left = payer.balance - amount;
  if (left > 0n) return [{ type: "Transferred", from, to, amount, currency }];
  const balance = shown({ amount: left, currency });
  return no(`${sent}: balance ${balance} is not high enough`);
}

function notFound(number: string): Refused {
  const message = `cannot retrieve account: account ${number} is not found`;
  return refuse("not_found", message, { status: 404, message });
}

function changed(
  accounts: Told,
  number: string,
  { by, action }: { readonly by: bigint; readonly action: string },
): Told {
  const account = accounts[number];
  if (account === undefined) return accounts;
  const { balance, currency, actions } = account;
  const line = `${action}, ${shown({ amount: by < 0n ? -by : by, currency })}`;
  return {
    ...accounts,
    [number]: { ...account, balance: balance + by, actions: [...actions, line] },
  };
}

const accountModel = {
  reads: ["Opened", "Transferred"],
  initial: () => gopherPay.initialState(),
  project: (accounts: Told, event: Done) => gopherPay.evolve(accounts, event),
  rows(accounts: Told, { number }: { readonly number: string }): readonly Shown[] {
    const account = accounts[number];
    if (account === undefined) return [];
    const { balance: amount, currency, actions } = account;
    const ledgers = actions.map((action) => ({ action }));
    return [{ number, balance: shown({ amount, currency }), ledgers }];
  },
  says: ({ number, balance, ledgers }: Shown) =>
    `${number}: ${balance} (${ledgers.map(({ action }) => action).join("; ")})`,
} as const;

const language = scenariosOf(gopherPay, {
  says: {
    Open: (asked) => `open ${asked.number} with ${shown(asked)}`,
    Transfer: ({ path, ...asked }) =>
      `move ${shown(asked)} from ${asked.from} to ${asked.to}${path === undefined ? "" : `, in the path of ${path}`}`,
    Opened: (event) => `${event.number} was opened with ${shown(event)}`,
    Transferred: (event) => `${shown(event)} transfered from ${event.from} to ${event.to}`,
  },
  refusals: {
    invalid: "400: what is asked for is no such request",
    not_found: "404: there is no such account",
    taken: "409: there is an account with the number",
    refused: "422: the accounts do not allow it",
  },
  schemaVersions: { Opened: 1, Transferred: 1 },
  readModels: { account: accountModel },
});
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { thenHappened, thenRefused, thenReadModel } = language;

const opening = (number: string, amount: bigint, currency = "USD") =>
  ({ type: "Open", number, amount, currency }) as const;
const moving = (amount: bigint, more: Partial<Move & { readonly path: string }> = {}) =>
  ({ type: "Transfer", from: "ACC500", to: "ACC300", amount, currency: "USD", ...more }) as const;
const TWO = [accepted(opening("ACC500", 50_000n)), accepted(opening("ACC300", 30_000n))] as const;

/** What clients of GopherPay rely on. */
export function tellGopherPay(): Feature {
  return feature("Payments: as GopherPay had it", () => {
    rule("Accounts are opened with money, and show what has happened to them", tellAccounts);
    rule("A balance stays above nothing", tellBalance);
    rule("What cannot be moved costs nobody anything", tellNothing);
    rule("Requests that stole or made money there are refused", tellDefects);
  });
}

function tellAccounts(): void {
  scenario(
    "the example of its README",
    given(...TWO),
    when(moving(30_000n)),
    thenHappened({
      type: "Transferred",
      from: "ACC500",
      to: "ACC300",
      amount: 30_000n,
      currency: "USD",
    }),
    thenReadModel("account", { number: "ACC500" }, [
      {
        number: "ACC500",
        balance: "$200.00",
        ledgers: [{ action: "Deposit, $500.00" }, { action: "Transfer to ACC300, $300.00" }],
      },
    ]),
    thenReadModel("account", { number: "ACC300" }, [
      {
        number: "ACC300",
        balance: "$600.00",
        ledgers: [{ action: "Deposit, $300.00" }, { action: "Transfer from ACC500, $300.00" }],
      },
    ]),
  );
  scenario(
    "a number is taken once, whatever it is to begin with",
    given(...TWO),
    when(opening("ACC500", 1n)),
    thenRefused("taken", {
      status: 409,
      message: "cannot open account: account ACC500 already exists",
    }),
    thenReadModel("account", { number: "ACC500" }, [
      { number: "ACC500", balance: "$500.00", ledgers: [{ action: "Deposit, $500.00" }] },
    ]),
  );
}

function tellBalance(): void {
  scenarioOutline(
    "one cent has to stay",
    [
      { amount: 50_000n, left: "$0.00" },
      { amount: 51_000n, left: "-$10.00" },
    ],
    ({ amount, left }) => [
      given(...TWO),
      when(moving(amount)),
      thenRefused("refused", {
        status: 422,
        message: `cannot send transfer from ACC500 to ACC300: balance ${left} is not high enough`,
      }),
    ],
  );
  scenario(
    "all but one cent can be moved",
    given(...TWO),
    when(moving(49_999n)),
    thenReadModel("account", { number: "ACC500" }, [
      {
        number: "ACC500",
        balance: "$0.01",
        ledgers: [{ action: "Deposit, $500.00" }, { action: "Transfer to ACC300, $499.99" }],
      },
    ]),
  );
}

function tellNothing(): void {
  const untouched = thenReadModel("account", { number: "ACC500" }, [
    { number: "ACC500", balance: "$500.00", ledgers: [{ action: "Deposit, $500.00" }] },
  ]);
  scenarioOutline(
    "an account that is not there",
    [{ more: { to: "ACC1" } }, { more: { from: "ACC1", to: "ACC500" } }],
    ({ more }) => [
      given(...TWO),
      when(moving(100n, more)),
      thenRefused("not_found", {
        status: 404,
        message: "cannot retrieve account: account ACC1 is not found",
      }),
      untouched,
    ],
  );
  scenarioOutline(
    "another currency, on either side or in the request; the same account",
    [
      { more: { to: "ACCEUR" }, why: `cannot receive money from ACC500 to ACCEUR: ${MISMATCH}` },
      {
        more: { from: "ACCEUR", to: "ACC500" },
        why: `cannot send transfer from ACCEUR to ACC500: ${MISMATCH}`,
      },
      {
        more: { currency: "EUR" },
        why: `cannot send transfer from ACC500 to ACC300: ${MISMATCH}`,
      },
      { more: { to: "ACC500" }, why: "cannot transfer money to the same account: ACC500" },
    ],
    ({ more, why: message }) => [
      given(...TWO, accepted(opening("ACCEUR", 10_000n, "EUR"))),
      when(moving(100n, more)),
      thenRefused("refused", { status: 422, message }),
      untouched,
    ],
  );
}

function tellDefects(): void {
  scenarioOutline(
    "nothing, less than nothing, and somebody else's money",
    [
      { request: moving(0n) },
      { request: moving(-500n) },
      { request: moving(1n, { path: "ACC300" }) },
    ],
    ({ request }) => [given(...TWO), when(request), thenRefused("invalid", { status: 400 })],
  );
  scenarioOutline(
    "an account that begins below nothing, or in gold",
    [{ request: opening("ACC1", -1n) }, { request: opening("ACC1", 1n, "XAU") }],
    ({ request }) => [given(), when(request), thenRefused("invalid", { status: 400 })],
  );
}

import { type Feature, scenariosOf } from "@holdfast/scenarios";

import {
  REQUEST_WORDS,
  somebodyOf,
  type ToldRequest,
  toldRequests,
  type ToldWrite,
} from "./told-requests.ts";

const language = scenariosOf(toldRequests, REQUEST_WORDS);
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { thenHappened, thenRefused, thenNothing, thenReadModel, thenIdempotent } = language;

const NORTH = somebodyOf("north");
const SOUTH = somebodyOf("south");

const opening = (account: string, by = NORTH): ToldWrite => {
  const isHouse = account === "house";
  return { type: "Open", by, key: `open ${account}`.replace(" ", "-"), account, isHouse };
};
type Pay = Extract<ToldRequest, { readonly type: "Pay" }>;
const paying = (key: string, amount: bigint, more: Partial<Pay> = {}): Pay => ({
  type: "Pay",
  by: NORTH,
  key,
  from: "ann",
  to: "bob",
  amount,
  ...more,
});
const paid = (key: string, amount: bigint) =>
  ({ type: "Paid", tenant: "north", key, from: "ann", to: "bob", amount }) as const;
const payIn = paying("pay-in", 1_000n, { from: "house", to: "ann" });

/** Ann has USD 10.00 from the house, and Bob has nothing. */
const ANN_HAS_TEN = [
  accepted(opening("house")),
  accepted(opening("ann")),
  accepted(opening("bob")),
  accepted(payIn),
] as const;
const balances = (ann: bigint, bob: bigint) =>
  thenReadModel("accounts", { seenBy: "north" }, [
    { account: "house", balance: -1_000n },
    { account: "ann", balance: ann },
    { account: "bob", balance: bob },
  ]);
const short = (available: bigint, required: bigint) =>
  ({ account: "ann", available, required, currency: "USD" }) as const;

/** What an idempotency key is good for. */
export function tellKeys(): Feature {
  return feature("Payments: idempotency keys", () => {
    rule("The same request under the same key is done once, and answered alike", tellRepetition);
    rule("A key is for one request", tellReuse);
    rule("What is refused uses up no key", tellFree);
  });
}

function tellRepetition(): void {
  scenario(
    "whoever has heard nothing asks again: one effect",
    given(...ANN_HAS_TEN, accepted(paying("rent", 300n))),
    when(paying("rent", 300n)),
    thenNothing(),
    balances(700n, 300n),
    thenIdempotent(),
  );
  scenario(
    "also when it could not be done any more",
    given(...ANN_HAS_TEN, accepted(paying("all", 1_000n))),
    when(paying("all", 1_000n)),
    thenNothing(),
    balances(0n, 1_000n),
  );
  scenario(
    "under another key it is another request",
    given(...ANN_HAS_TEN, accepted(paying("rent-1", 300n))),
    when(paying("rent-2", 300n)),
    thenHappened(paid("rent-2", 300n)),
    balances(400n, 600n),
  );
}

function tellReuse(): void {
  scenarioOutline(
    "anything else under it is refused, and nothing happens",
    [
      { other: paying("rent", 301n) },
      { other: paying("rent", 300n, { from: "bob", to: "ann" }) },
      { other: { ...opening("eve"), key: "rent" } },
    ],
    ({ other }) => [
      given(...ANN_HAS_TEN, accepted(paying("rent", 300n))),
      when(other),
      thenRefused("idempotency_key_reused"),
      balances(700n, 300n),
    ],
  );
  scenario(
    "keys of another tenant are other keys",
    given(...ANN_HAS_TEN, accepted(paying("rent", 300n))),
    when({ ...opening("eve", SOUTH), key: "rent" }),
    thenHappened({
      type: "Opened",
      tenant: "south",
      key: "rent",
      account: "eve",
      isHouse: false,
    }),
  );
}

function tellFree(): void {
  const vain = (request: ToldWrite) => accepted({ type: "TryInVain", request });
  scenario(
    "what cannot be done is refused",
    given(...ANN_HAS_TEN),
    when(paying("rent", 1_001n)),
    thenRefused("insufficient_funds", short(1_000n, 1_001n)),
  );
  scenario(
    "the request is corrected, and sent under the same key",
    given(...ANN_HAS_TEN, vain(paying("rent", 1_001n))),
    when(paying("rent", 300n)),
    thenHappened(paid("rent", 300n)),
    balances(700n, 300n),
  );
  scenario(
    "it may be refused more than once, and for another reason",
    given(
      ...ANN_HAS_TEN,
      vain(paying("rent", 1_001n)),
      vain(paying("rent", 300n, { to: "nobody" })),
      vain(paying("rent", 300n, { by: somebodyOf("north", "write:transfer") })),
    ),
    when(paying("rent", 300n)),
    thenHappened(paid("rent", 300n)),
  );
}

/** What tenants see of each other, and what a token is good for. */
export function tellTenants(): Feature {
  return feature("Payments: tenants and permissions", () => {
    rule(
      "Nothing of another tenant is there, and nobody can tell that it is elsewhere",
      tellOthers,
    );
    rule("Each request needs its permission, before anything else is looked at", tellPermissions);
  });
}

function tellOthers(): void {
  const theirs = paying("steal", 1n, { by: SOUTH, to: "eve" });
  scenarioOutline(
    "somebody else's account is answered like one that nobody has",
    [{ account: "ann" }, { account: "nobody" }],
    ({ account }) => [
      given(...ANN_HAS_TEN),
      when({ type: "LookAt", by: SOUTH, account }),
      thenRefused("account_not_found", { account }),
    ],
  );
  scenarioOutline(
    "nothing is moved from it, nor to it",
    [
      { request: theirs, account: "ann" },
      { request: { ...theirs, from: "eve", to: "ann" }, account: "ann" },
    ],
    ({ request, account }) => [
      given(...ANN_HAS_TEN, accepted(opening("eve", SOUTH))),
      when(request),
      thenRefused("account_not_found", { account }),
      balances(1_000n, 0n),
    ],
  );
  scenario(
    "who asks for the accounts sees those of the own tenant",
    given(...ANN_HAS_TEN),
    when(opening("eve", SOUTH)),
    thenReadModel("accounts", { seenBy: "south" }, [{ account: "eve", balance: 0n }]),
    balances(1_000n, 0n),
  );
  scenario(
    "the same id is another account at each tenant",
    given(...ANN_HAS_TEN),
    when(opening("ann", SOUTH)),
    thenReadModel("accounts", { seenBy: "south" }, [{ account: "ann", balance: 0n }]),
    balances(1_000n, 0n),
  );
}

function tellPermissions(): void {
  scenarioOutline(
    "what is missing is named",
    [
      {
        request: opening("eve", somebodyOf("north", "write:account")),
        permission: "write:account",
      },
      {
        request: paying("rent", 300n, { by: somebodyOf("north", "write:transfer") }),
        permission: "write:transfer",
      },
      {
        request: { type: "LookAt", by: somebodyOf("north", "read:account"), account: "ann" },
        permission: "read:account",
      },
    ] as const,
    ({ request, permission }) => [
      given(...ANN_HAS_TEN),
      when(request),
      thenRefused("forbidden", { permission }),
    ],
  );
  scenario(
    "also where there would be nothing to see",
    given(...ANN_HAS_TEN),
    when({ type: "LookAt", by: somebodyOf("south", "read:account"), account: "ann" }),
    thenRefused("forbidden", { permission: "read:account" }),
  );
  scenario(
    "whoever repeats a request needs it as well: an answer is told to nobody who may not ask",
    given(...ANN_HAS_TEN, accepted(paying("rent", 300n))),
    when(paying("rent", 300n, { by: somebodyOf("north", "write:transfer") })),
    thenRefused("forbidden", { permission: "write:transfer" }),
  );
  scenario(
    "with it, the account is there",
    given(...ANN_HAS_TEN),
    when({ type: "LookAt", by: NORTH, account: "ann" }),
    thenNothing(),
  );
}

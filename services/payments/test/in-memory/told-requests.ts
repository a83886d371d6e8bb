import { canonicalJson, type Decider, isRefusal, refuse } from "@holdfast/cqrs";

import { amountText } from "./ledger-sentences.ts";

/** Somebody with a token: whose it is, and what it allows. */
export type Who = { readonly tenant: string; readonly may: readonly string[] };

type Keyed = { readonly by: Who; readonly key: string };

/** A request that does something. Accounts of the house may go as low as they like. */
export type ToldWrite =
  | (Keyed & { readonly type: "Open"; readonly account: string; readonly isHouse: boolean })
  | (Keyed & {
      readonly type: "Pay";
      readonly from: string;
      readonly to: string;
      readonly amount: bigint;
    });

/** A request as a client sends it. One that is tried in vain is refused, for whatever reason. */
export type ToldRequest =
  | ToldWrite
  | { readonly type: "LookAt"; readonly by: Who; readonly account: string }
  | { readonly type: "TryInVain"; readonly request: ToldWrite };

/** What came of it in the ledger of a tenant. */
export type RequestDone = { readonly tenant: string; readonly key: string } & (
  | { readonly type: "Opened"; readonly account: string; readonly isHouse: boolean }
  | { readonly type: "Paid"; readonly from: string; readonly to: string; readonly amount: bigint }
);

/** Why it was not done. */
type RequestRefused =
  | { code: "forbidden"; sentence: string; data: { permission: string } }
  | { code: "idempotency_key_reused"; sentence: string; data: object }
  | { code: "account_not_found"; sentence: string; data: { account: string } }
  | {
      code: "insufficient_funds";
      sentence: string;
      data: { account: string; available: bigint; required: bigint; currency: string };
    };

type ById<Value> = Readonly<Record<string, Value>>;
type Held = { readonly tenant: string; readonly account: string; readonly isHouse: boolean };

/** What is known of all tenants: their accounts, and the keys of what was done. */
type ToldTenants = {
  readonly accounts: ById<Held & { readonly balance: bigint }>;
  readonly done: ById<string>;
};

const PERMISSIONS = { Open: "write:account", Pay: "write:transfer", LookAt: "read:account" };

const at = (tenant: string, name: string): string => `${tenant}: ${name}`;

/** What clients may rely on about keys and tenants, as plainly as it can be said; services are held against it. */
export const toldRequests: Decider<ToldRequest, ToldTenants, RequestDone, RequestRefused> = {
  initialState: () => ({ accounts: {}, done: {} }),
  decide(request, state) {
    if (request.type === "TryInVain") {
      const decided = toldRequests.decide(request.request, state);
      return isRefusal(decided) ? [] : decided;
    }
    const permission = PERMISSIONS[request.type];
    if (!request.by.may.includes(permission)) {
      return refuse("forbidden", `${permission} is missing`, { permission });
    }
    if (request.type === "LookAt") return decideLook(state, request);
    const { by, key } = request;
    const before = state.done[at(by.tenant, key)];
    if (before === undefined) return decideNew(state, request);
    const isSame = before === contentOf(doneBy(request));
    return isSame ? [] : refuse("idempotency_key_reused", "the key was used for another request");
  },
  evolve(state, event) {
    const done = { ...state.done, [at(event.tenant, event.key)]: contentOf(event) };
    return { accounts: accountsAfter(state, event), done };
  },
};

function decideLook({ accounts }: ToldTenants, { by, account }: ToldRequest & { type: "LookAt" }) {
  return accounts[at(by.tenant, account)] === undefined ? notFound(account) : [];
}

function decideNew(
  { accounts }: ToldTenants,
  request: ToldWrite,
): readonly RequestDone[] | RequestRefused {
  if (request.type === "Open") return [doneBy(request)];
  const { by, from, to, amount: required } = request;
  const payer = accounts[at(by.tenant, from)];
  if (payer === undefined) return notFound(from);
  if (accounts[at(by.tenant, to)] === undefined) return notFound(to);
  const { balance: available } = payer;
  if (payer.isHouse || required <= available) return [doneBy(request)];
  const data = { account: from, available, required, currency: "USD" };
  return refuse("insufficient_funds", `${from} has ${amountText(available, "USD")}`, data);
}

function notFound(account: string) {
  return refuse("account_not_found", `there is no account ${account}`, { account });
}

function doneBy(request: ToldWrite): RequestDone {
  const { type: _type, by, ...told } = request;
  const { tenant } = by;
  return "account" in told
    ? { ...told, type: "Opened", tenant }
    : { ...told, type: "Paid", tenant };
}

/** Two requests are the same if they ask for the same. */
function contentOf(event: RequestDone): string {
  return canonicalJson(event);
}

function accountsAfter({ accounts }: ToldTenants, event: RequestDone): ToldTenants["accounts"] {
  const { tenant } = event;
  if (event.type === "Opened") {
    const { account, isHouse } = event;
    return { ...accounts, [at(tenant, account)]: { tenant, account, isHouse, balance: 0n } };
  }
  const changed = { ...accounts };
  for (const [name, amount] of [
    [event.from, -event.amount],
    [event.to, event.amount],
  ] as const) {
    const held = changed[at(tenant, name)];
    if (held !== undefined) changed[at(tenant, name)] = { ...held, balance: held.balance + amount };
  }
  return changed;
}

type Seen = { readonly account: string; readonly balance: bigint };

/** How requests are told, and what a tenant sees. */
export const REQUEST_WORDS = {
  says: {
    Open: openText,
    Pay: payText,
    LookAt: ({ by, account }: ToldRequest & { type: "LookAt" }) =>
      `${whoText(by)} looks at ${account}`,
    TryInVain: ({ request }: ToldRequest & { type: "TryInVain" }): string =>
      `${request.type === "Pay" ? payText(request) : openText(request)}, in vain`,
    Opened: ({ tenant, key, account }: RequestDone & { type: "Opened" }) =>
      `${key}: ${account} was opened at ${tenant}`,
    Paid: ({ tenant, key, from, to, amount }: RequestDone & { type: "Paid" }) =>
      `${key}: ${amountText(amount, "USD")} moved from ${from} to ${to} at ${tenant}`,
  },
  schemaVersions: { Opened: 1, Paid: 1 },
  readModels: {
    accounts: {
      reads: ["Opened", "Paid"],
      initial: () => toldRequests.initialState(),
      project: (state: ToldTenants, event: RequestDone) => toldRequests.evolve(state, event),
      rows: ({ accounts }: ToldTenants, { seenBy }: { readonly seenBy: string }): readonly Seen[] =>
        Object.values(accounts)
          .filter(({ tenant }) => tenant === seenBy)
          .map(({ account, balance }) => ({ account, balance })),
      says: ({ account, balance }: Seen) => `${account} with ${amountText(balance, "USD")}`,
    },
  },
} as const;

function openText({ by, key, account }: ToldRequest & { type: "Open" }): string {
  return `${whoText(by)} opens ${account} under the key ${key}`;
}

function payText({ by, key, from, to, amount }: ToldRequest & { type: "Pay" }): string {
  return `${whoText(by)} moves ${amountText(amount, "USD")} from ${from} to ${to} under the key ${key}`;
}

function whoText({ tenant, may }: Who): string {
  const missing = Object.values(PERMISSIONS).filter((each) => !may.includes(each));
  return `somebody of ${tenant}${missing.length === 0 ? "" : ` (without ${missing.join(", ")})`}`;
}

/** Somebody of a tenant who may do all of it, but for what is named. */
export function somebodyOf(tenant: string, without?: string): Who {
  return { tenant, may: Object.values(PERMISSIONS).filter((each) => each !== without) };
}

import type { Connection, ReadOptions, WriteOptions } from "./connection.ts";
import type { Asked } from "./exchange.ts";
import { type List, listOf } from "./list.ts";
import { pathOf } from "./path-of.ts";
import type * as wire from "./wire-types.ts";

/** An account as it was seen: `etag` goes into `ifMatch`. */
export type SeenAccount = wire.Account & { readonly etag: string };

/** What a decision about an account takes. */
export type DecideOptions = WriteOptions & {
  /** The account as it was seen: `version_conflict` if it is another by now. */
  readonly ifMatch?: string;
};

/** Accounts. */
export function accountCalls({ get, send }: Connection) {
  const seen = async (asked: Asked, options?: WriteOptions): Promise<SeenAccount> => {
    const { body, headers } = await send<wire.Account>(asked, options);
    return { ...body, etag: headers.get("etag") ?? "" };
  };
  const decide = (path: string, body: object, { ifMatch, ...options }: DecideOptions = {}) => {
    const headers = ifMatch === undefined ? {} : { "if-match": ifMatch };
    return seen({ method: "POST", path, body, headers }, options);
  };
  const changing =
    (verb: "freeze" | "unfreeze" | "close" | "reopen") =>
    (id: string, body: wire.ChangeStatus, options?: DecideOptions) =>
      decide(pathOf("accounts", id, verb), body, options);
  return {
    open: (body: wire.OpenAccount, options?: WriteOptions) =>
      seen({ method: "POST", path: pathOf("accounts"), body }, options),
    get: (id: string, options?: ReadOptions) =>
      seen({ method: "GET", path: pathOf("accounts", id) }, options),
    byNumber: (number: string, options?: ReadOptions) =>
      seen({ method: "GET", path: pathOf("accounts", "by-number", number) }, options),
    /** In the order of their opening. */
    list: (query: wire.AccountsQuery = {}, options?: ReadOptions): List<wire.AccountsPage> =>
      listOf((at) => get(pathOf("accounts"), { ...query, ...at }, options)),
    freeze: changing("freeze"),
    unfreeze: changing("unfreeze"),
    close: changing("close"),
    reopen: changing("reopen"),
    limits: (id: string, body: wire.ChangeLimits, options?: DecideOptions) =>
      decide(pathOf("accounts", id, "limits"), body, options),
    /** Its lines; its `pages()` have the balances before and after. */
    statement: (id: string, query: wire.StatementQuery = {}, options?: ReadOptions) =>
      listOf<wire.StatementPage>((at) =>
        get(pathOf("accounts", id, "statement"), { ...query, ...at }, options),
      ),
    balances: (id: string, query: wire.BalancesQuery = {}, options?: ReadOptions) =>
      get<wire.Balances>(pathOf("accounts", id, "balances"), query, options),
  };
}

import type { Account, AccountAttributes, NewAccount } from "../domain/account.ts";
import { must } from "../domain/bad-options.ts";
import { Form3Error } from "../domain/form3-error.ts";
import { whole } from "../domain/list-parameters.ts";
import { isSameAccount } from "../domain/same-account.ts";
import {
  accountList,
  type AccountList,
  type ListOptions,
  type ListRequest,
} from "./account-list.ts";
import type { CallOptions } from "./call-options.ts";
import { accountIn } from "./read-answer.ts";
import type { Runtime } from "./runtime.ts";
import type { Send } from "./sender.ts";

/** An account that was created or changed. */
export type Saved = {
  readonly account: Account;
  /** True when an earlier attempt had done it already, whose answer was lost. */
  readonly replayed: boolean;
};

/** An account of a version one has seen. */
export type AccountVersion = { readonly id: string; readonly version: number };

/** New values for attributes of an account; those left out stay as they are. */
export type AccountChange = AccountVersion & {
  readonly organisation_id?: string;
  readonly attributes: AccountAttributes;
};

/**
 * The accounts of an organisation. Every method throws `Form3Error`, whose `kind` tells what happened, or `BadOptions`
 * before anything is sent.
 */
export type Accounts = {
  /**
   * Creates an account. Attempts carry the same id; when one finds the account there, because the answer of an earlier
   * one was lost, the account is fetched and compared, and the call has succeeded if it is the same. `duplicate` when
   * the id belongs to another one.
   */
  create(account: NewAccount, options?: CallOptions): Promise<Saved>;
  /** Fetches an account. `not_found` when there is none of that id. */
  fetch(which: { readonly id: string }, options?: CallOptions): Promise<Account>;
  /**
   * Changes attributes of an account (PATCH), if it still has that version; otherwise `version_conflict`. As with a
   * creation, a change whose answer was lost is found to be done.
   */
  update(change: AccountChange, options?: CallOptions): Promise<Saved>;
  /**
   * Deletes an account, if it still has that version; otherwise `version_conflict`. When an attempt finds nothing to
   * delete, because the answer of an earlier one was lost, the call has succeeded.
   */
  delete(which: AccountVersion, options?: CallOptions): Promise<{ readonly replayed: boolean }>;
  /**
   * The accounts in the order of their creation. Nothing is asked before the iteration begins, and then one page at a
   * time. Throws `BadOptions`.
   */
  list(request?: ListRequest, options?: ListOptions): AccountList;
};

type Parts = { readonly send: Send; readonly baseUrl: URL; readonly runtime: Runtime };

const PATH = "/v1/organisation/accounts";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** The accounts that a bank keeps at its address. */
export function accountsAt({ send, baseUrl, runtime }: Parts): Accounts {
  const all = new URL(PATH, baseUrl);
  const fetch: Accounts["fetch"] = async ({ id }, options = {}) =>
    send({ method: "GET", url: urlOf(all, id), options, read: accountIn });

  /** Creates or changes. When that was done before, which nobody heard of, the account is there and as wanted. */
  const save = async (write: Write, options: CallOptions, isDone: (found: Account) => boolean) =>
    send<Saved>({
      ...write,
      options,
      body: { data: { ...write.data, type: "accounts" } },
      read: (answer) => ({ account: accountIn(answer), replayed: false }),
      suspect: 409,
      async settle() {
        const account = await fetch(write.data, options).catch(unlessGone);
        return account !== undefined && isDone(account) ? { account, replayed: true } : undefined;
      },
    });

  return {
    fetch,
    async create(account, options = {}) {
      const id = account.id ?? idFrom(options) ?? runtime.newId();
      // An account that was fetched has more members than those that may be sent.
      const { organisation_id, attributes } = account;
      const data = { id, organisation_id, attributes };
      const write = { method: "POST", url: all, data, conflict: "duplicate" } as const;
      return save(write, options, (found) => isSameAccount(found, account));
    },
    async update(change, options = {}) {
      const { id, version, organisation_id, attributes } = change;
      whole("version", version, [0]);
      const write = {
        method: "PATCH",
        url: urlOf(all, id),
        data: { id, version, organisation_id, attributes },
      };
      return save(
        write,
        options,
        (found) => found.version === version + 1 && isSameAccount(found, change),
      );
    },
    async delete({ id, version }, options = {}) {
      const url = urlOf(all, id);
      url.search = `version=${whole("version", version, [0])}`;
      const settle = async () => ({ replayed: true });
      const read = () => ({ replayed: false });
      return send({ method: "DELETE", url, options, read, suspect: 404, settle });
    },
    list: (request = {}, options = {}) => accountList(all, { send, request, options }),
  };
}

type Write = {
  readonly method: string;
  readonly url: URL;
  readonly data: { readonly id: string } & Readonly<Record<string, unknown>>;
  readonly conflict?: "duplicate";
};

/** Undefined when the account is gone again. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof Form3Error && error.kind === "not_found")) throw error;
}

function idFrom({ idempotencyKey: id }: CallOptions): string | undefined {
  const isId = id === undefined || UUID.test(id);
  must(isId, "idempotencyKey must be a UUID when the account has no id");
  return id;
}

function urlOf(all: URL, id: string): URL {
  // An empty id would ask for the list, and dots for the folder above.
  must(!/^\.{0,2}$/u.test(id), `no id of an account: "${id}"`);
  return new URL(`${all.href}/${encodeURIComponent(id)}`);
}

import type { Account, AccountAttributes, NewAccount } from "../domain/account.ts";
import { BadOptions } from "../domain/bad-options.ts";
import { Form3Error } from "../domain/form3-error.ts";
import { whole } from "../domain/list-parameters.ts";
import { hasAttributes, isSameAccount } from "../domain/same-account.ts";
import { AccountList, type ListOptions, type ListRequest } from "./account-list.ts";
import type { CallOptions } from "./call-options.ts";
import { accountIn, answerOf } from "./read-answer.ts";
import type { Runtime } from "./runtime.ts";
import type { Call, Outcome, Sender } from "./sender.ts";

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

const PATH = "/v1/organisation/accounts";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

type Parts = { readonly sender: Sender; readonly baseUrl: URL; readonly runtime: Runtime };

/**
 * The accounts of an organisation. Every method throws `Form3Error`, whose `kind` tells what happened, or `BadOptions`
 * before anything is sent.
 */
export class Accounts {
  readonly #sender: Sender;
  readonly #baseUrl: URL;
  readonly #runtime: Runtime;

  constructor({ sender, baseUrl, runtime }: Parts) {
    this.#sender = sender;
    this.#baseUrl = baseUrl;
    this.#runtime = runtime;
  }

  /**
   * Creates an account. Attempts carry the same id; when one finds the account there, because the answer of an earlier
   * one was lost, the account is fetched and compared, and the call has succeeded if it is the same. `duplicate` when
   * the id belongs to another one.
   */
  async create(account: NewAccount, options: CallOptions = {}): Promise<Saved> {
    const id = this.#newId(account, options);
    const { organisation_id, attributes } = account;
    const body = { data: { id, organisation_id, type: "accounts", attributes } };
    const call = this.#call("POST", new URL(PATH, this.#baseUrl), { body, options });
    const outcome = await this.#sender.send({ ...call, conflict: "duplicate" });
    const conflict = suspect(outcome, options, 409);
    if (conflict === undefined) {
      return { account: accountIn(call, answerOf(outcome)), replayed: false };
    }
    const found = await this.#look(id, options);
    if (found !== undefined && isSameAccount(found, account)) {
      return { account: found, replayed: true };
    }
    throw conflict;
  }

  /** Fetches an account. `not_found` when there is none of that id. */
  async fetch({ id }: { readonly id: string }, options: CallOptions = {}): Promise<Account> {
    const call = this.#call("GET", this.#urlOf(id), { options });
    return accountIn(call, answerOf(await this.#sender.send(call)));
  }

  /**
   * Changes attributes of an account (PATCH), if it still has that version; otherwise `version_conflict`. As with a
   * creation, a change whose answer was lost is found to be done.
   */
  async update(change: AccountChange, options: CallOptions = {}): Promise<Saved> {
    const { id, version, organisation_id, attributes } = change;
    whole("version", version, 0);
    const body = { data: { id, organisation_id, type: "accounts", version, attributes } };
    const call = this.#call("PATCH", this.#urlOf(id), { body, options });
    const outcome = await this.#sender.send(call);
    const conflict = suspect(outcome, options, 409);
    if (conflict === undefined) {
      return { account: accountIn(call, answerOf(outcome)), replayed: false };
    }
    const found = await this.#look(id, options);
    if (found?.version === version + 1 && hasAttributes(found, attributes)) {
      return { account: found, replayed: true };
    }
    throw conflict;
  }

  /**
   * Deletes an account, if it still has that version; otherwise `version_conflict`. When an attempt finds nothing to
   * delete, because the answer of an earlier one was lost, the call has succeeded.
   */
  async delete(
    { id, version }: AccountVersion,
    options: CallOptions = {},
  ): Promise<{ readonly replayed: boolean }> {
    const url = this.#urlOf(id);
    url.searchParams.set("version", `${whole("version", version, 0)}`);
    const outcome = await this.#sender.send(this.#call("DELETE", url, { options }));
    if (suspect(outcome, options, 404) !== undefined) return { replayed: true };
    answerOf(outcome);
    return { replayed: false };
  }

  /**
   * The accounts in the order of their creation. Nothing is asked before the iteration begins, and then one page at a
   * time. Throws `BadOptions`.
   */
  list(request: ListRequest = {}, options: ListOptions = {}): AccountList {
    return new AccountList({
      sender: this.#sender,
      first: new URL(PATH, this.#baseUrl),
      request,
      options,
    });
  }

  /** Undefined when it is gone again. */
  async #look(id: string, options: CallOptions): Promise<Account | undefined> {
    try {
      return await this.fetch({ id }, options);
    } catch (error) {
      if (error instanceof Form3Error && error.kind === "not_found") return undefined;
      throw error;
    }
  }

  #newId({ id }: NewAccount, { idempotencyKey }: CallOptions): string {
    if (id !== undefined) return id;
    if (idempotencyKey === undefined) return this.#runtime.newId();
    if (UUID.test(idempotencyKey)) return idempotencyKey;
    throw new BadOptions("idempotencyKey must be a UUID when the account has no id");
  }

  #urlOf(id: string): URL {
    // An empty id would ask for the list, and dots for the folder above.
    if (/^\.{0,2}$/u.test(id)) throw new BadOptions(`no id of an account: ${JSON.stringify(id)}`);
    return new URL(`${PATH}/${encodeURIComponent(id)}`, this.#baseUrl);
  }

  #call(method: string, url: URL, { body, options }: Pick<Call, "body" | "options">): Call {
    return { method, url, body, conflict: "version_conflict", options };
  }
}

/** The failure of this status, if an attempt that we did not hear of can be its reason. */
function suspect(
  { result, isUncertain }: Outcome,
  { idempotencyKey }: CallOptions,
  status: number,
): Form3Error | undefined {
  const isSuspect = isUncertain || idempotencyKey !== undefined;
  const isFailure = result instanceof Form3Error && result.status === status;
  return isSuspect && isFailure ? result : undefined;
}

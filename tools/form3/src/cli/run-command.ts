import type { AccountChange } from "../application/accounts.ts";
import type { CallOptions } from "../application/call-options.ts";
import type { Account } from "../domain/account.ts";
import { accountLines, AccountTable } from "./account-text.ts";
import type { Asked, Command, CommonOptions, CreateCommand, ListCommand } from "./command.ts";
import type { Connected } from "./connect.ts";
import type { Progress } from "./progress.ts";
import { UsageError } from "./usage-error.ts";

/** What a command works with. */
export type Surroundings = Connected & {
  /** Resolves when the reader can take more. */
  readonly write: (lines: readonly string[]) => Promise<void>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Does what was asked. Throws `Form3Error`, `UsageError` or `BadOptions`. */
export async function runCommand(
  { command, common }: Asked & { readonly command: Exclude<Command, { readonly kind: "help" }> },
  around: Surroundings,
): Promise<void> {
  const { form3, write } = around;
  const options = callOptions(common, around.signal);
  const tell = (account: Account, note: readonly string[]) =>
    write(common.json ? [JSON.stringify(account)] : [...note, ...accountLines(account)]);
  switch (command.kind) {
    case "list":
      return list(command, common, around);
    case "get":
      return tell(await form3.accounts.fetch({ id: command.id }, options), []);
    case "create": {
      const account = newAccount(command, around);
      const { account: created, replayed } = await form3.accounts.create(account, options);
      return tell(created, [`created${since(replayed)}`]);
    }
    case "update": {
      const change = changeOf(command);
      const { account, replayed } = await form3.accounts.update(change, options);
      return tell(account, [`changed${since(replayed)}`]);
    }
    case "delete": {
      const { id, version } = command;
      const { replayed } = await form3.accounts.delete({ id, version }, options);
      const document = { id, deleted: true, replayed };
      return write([common.json ? JSON.stringify(document) : `${id} deleted${since(replayed)}`]);
    }
    default:
      return command satisfies never;
  }
}

function since(replayed: boolean): string {
  return replayed ? " by an earlier attempt" : "";
}

async function list(
  { filter, pageSize, limit }: ListCommand,
  { json }: CommonOptions,
  { form3, write, progress, signal }: Surroundings,
): Promise<void> {
  const table = new AccountTable();
  const request = { filter, ...(pageSize === undefined ? {} : { pageSize }) };
  const most = limit ?? Number.POSITIVE_INFINITY;
  // Whoever wants a few accounts wants no page too many.
  const options = { signal, prefetch: limit === undefined ? 1 : 0 } as const;
  let told = 0;
  for await (const page of form3.accounts.list(request, options).pages()) {
    const accounts = page.accounts.slice(0, most - told);
    told += accounts.length;
    progress.count(told);
    await write(json ? accounts.map((each) => JSON.stringify(each)) : table.lines(accounts));
    if (told >= most) break;
  }
}

function changeOf({ id, version, attributes }: AccountChange): AccountChange {
  if (Object.keys(attributes).length > 0) return { id, version, attributes };
  throw new UsageError("say what to change, such as --status confirmed; --help tells all");
}

function newAccount({ id, organisation, attributes }: CreateCommand, around: Surroundings) {
  const organisationId = organisation ?? around.organisationId;
  if (organisationId === undefined) {
    throw new UsageError("say whose account: --organisation UUID or FORM3_ORGANISATION_ID");
  }
  const { country } = attributes;
  if (country === undefined) throw new UsageError("say where the account is: --country GB");
  return {
    organisation_id: organisationId,
    attributes: { ...attributes, country },
    ...(id === undefined ? {} : { id }),
  };
}

function callOptions({ idempotencyKey }: CommonOptions, signal: AbortSignal): CallOptions {
  return { signal, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
}

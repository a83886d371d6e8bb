import type { MessageMeta } from "@holdfast/cqrs/event-store";

import type { Account, AccountKind } from "../domain/account.ts";
import type { Asker } from "../domain/audit/refused-items.ts";
import type { Subject } from "../domain/audit/subject.ts";
import type { ItemResult } from "../domain/decide-transfers.ts";
import type { LedgerCommand } from "../domain/ledger-command.ts";
import type { LedgerRefusal } from "../domain/ledger-refusal.ts";
import type { KnownQuote } from "../domain/ledger-view.ts";
import type { RecordedTransfer } from "../domain/recorded-transfer.ts";

/** One command for the ledger of a tenant. */
export type LedgerRequest = {
  readonly tenant: string;
  /** Repeated under the same id it is answered as it was, for 35 days. */
  readonly commandId: string;
  /** Tells a repeated request from another one under the same id; made of the command if left out. */
  readonly fingerprint?: string;
  readonly command: LedgerCommand;
  readonly meta?: MessageMeta;
  /** Whom the audit names with each item that is refused while others are done; not audited without. */
  readonly asker?: Asker;
  /** What the audit is told that it is about, where an attempt that is refused as a whole is used up. */
  readonly about?: Subject;
};

/** What was done, now or when it was asked for first; each part as it was then. */
export type LedgerDone = {
  readonly status: "done" | "replayed";
  /** Whoever has read the log up to here has seen it. */
  readonly position: bigint;
  /** Whether anything has happened; false if all of it was so already. */
  readonly isNew: boolean;
  /** Of transfers, in their order. */
  readonly results: readonly ItemResult[];
  /** The transfers of these results that were made, now or earlier. */
  readonly transfers: ReadonlyMap<string, RecordedTransfer>;
  /** Accounts of the transfers. */
  readonly accounts: ReadonlyMap<string, AccountKind>;
  /** The account that the command was about, after it. */
  readonly account?: Account;
  /** The quote that the command was about. */
  readonly quote?: KnownQuote;
};

/** The id was used for another request. */
export type KeyReused = { readonly status: "key_reused" };

/** A no, and nothing has happened, except that an attempt may be used up. */
type LedgerRefused = {
  readonly status: "refused";
  readonly refusal: LedgerRefusal;
  /** Which of several transfers it is about, from 0. */
  readonly item?: number;
  /** The audit was told of it in the commit in which the attempt was used up. */
  readonly isAudited?: true;
};

/** What came of a request. */
export type LedgerOutcome = LedgerDone | LedgerRefused | KeyReused;

/** The door to the ledgers of all tenants. Throws where a database is away or too much waits; nothing is lost then. */
export type LedgerDoor = {
  execute(request: LedgerRequest): Promise<LedgerOutcome>;
};

/** What tells a command that was given before. */
export type GivenCommand = Required<Pick<LedgerRequest, "tenant" | "commandId" | "fingerprint">>;

/** Looks up what came of a command that was accepted before; undefined if none was. */
export type RecallCommand = (
  command: GivenCommand,
) => Promise<Exclude<LedgerOutcome, LedgerRefused> | undefined>;

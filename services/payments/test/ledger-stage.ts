import { randomUUID } from "node:crypto";

import { openDatabase } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { testDatabase } from "@holdfast/postgres/testing";

import type { LedgerPlace } from "../src/adapters/postgres/ledger-place.ts";
import { postLedger } from "../src/adapters/postgres/post-ledger.ts";
import type { LedgerOutcome } from "../src/application/ledger-request.ts";
import { PostingQueue } from "../src/application/posting-queue.ts";
import type {
  Item,
  LedgerCommand,
  NewTransfer,
  OpenAccount,
} from "../src/domain/ledger-command.ts";
import { KEYS_SCHEMA, SCHEMA } from "../src/schema.ts";

/** A ledger over a database of its own, and a tenant in it. */
export type LedgerStage = AsyncDisposable & Awaited<ReturnType<typeof openLedgerStage>>;

/** Opens a fresh database with the service's tables, and the door to its ledgers. */
export async function openLedgerStage() {
  const held = new AsyncDisposableStack();
  const place = {
    service: "payments",
    schema: SCHEMA,
    keysSchema: KEYS_SCHEMA,
    hasEventStore: true,
  };
  const migrations = new URL("../migrations/", import.meta.url);
  const asInService = { applicationName: "test", isPipelined: true };
  const server = held.use(await testDatabase({ ...place, migrations }));
  const database = held.use(openDatabase({ ...asInService, url: server.url, max: 8 }));
  const admin = held.use(openDatabase({ url: server.adminUrl, applicationName: "test", max: 2 }));
  const clock = { offsetMs: 0 };
  const openDoor = (over = database, more: Partial<LedgerPlace> = {}) => {
    const store = held.use(postgresEventStore({ database: over, schema: SCHEMA }));
    const clockOffsetMs = () => clock.offsetMs;
    const where = { database: over, store, schema: SCHEMA, clockOffsetMs, ...more };
    const post = postLedger(where, { keptMax: 1_000 });
    return held.use(new PostingQueue({ post, isOutage: () => false }));
  };
  const door = openDoor();
  const tenant = randomUUID();
  return {
    ...server,
    database,
    admin,
    clock,
    door,
    openDoor,
    tenant,
    /** Does something for the tenant under a new command id, or a given one. */
    do: (command: LedgerCommand, commandId: string = randomUUID()): Promise<LedgerOutcome> =>
      door.execute({ tenant, commandId, command }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Opens an account in USD that may not be overdrawn, unless said otherwise. */
export function opening(account: string, more: Partial<OpenAccount> = {}): OpenAccount {
  return {
    type: "OpenAccount",
    account,
    ledger: "USD",
    code: 2_000,
    normalSide: "credit",
    limit: "debits_must_not_exceed_credits",
    minAvailable: 0n,
    ...more,
  };
}

/** An account of the house that may go as low as it likes. */
export function equity(account: string, more: Partial<OpenAccount> = {}): OpenAccount {
  return opening(account, { code: 3_000, limit: "none", ...more });
}

/** Moves money from one account to another. */
export function moving(
  debitAccount: string,
  creditAccount: string,
  more: Partial<NewTransfer> = {},
): NewTransfer {
  return {
    kind: "transfer",
    id: randomUUID(),
    debitAccount,
    creditAccount,
    amount: 100n,
    code: 1,
    isPending: false,
    conditions: [],
    once: "success",
    ...more,
  };
}

/** Posts items, each by itself. */
export function posting(...items: readonly Item[]): LedgerCommand {
  return { type: "PostTransfers", isAtomic: false, items };
}

import { randomUUID } from "node:crypto";

import { scenarioWorld } from "@holdfast/scenarios";
import { httpRunner, type ReadRows } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";
import { afterAll } from "vitest";

import { accountHistory } from "../src/adapters/postgres/account-history.ts";
import { asTenant } from "../src/adapters/postgres/as-tenant.ts";
import { effectiveHistory } from "../src/adapters/postgres/effective-history.ts";
import { ledgerLog } from "../src/adapters/postgres/ledger-log.ts";
import { trialBalance } from "../src/adapters/postgres/trial-balance.ts";
import type { LedgerRequest } from "../src/application/ledger-request.ts";
import { balancesOf } from "../src/domain/balances.ts";
import type { LedgerCommand } from "../src/domain/ledger-command.ts";
import { SCHEMA } from "../src/schema.ts";
import { type HistoryAsked, rowsOfStatement } from "./in-memory/history-words.ts";
import { tellStatements } from "./in-memory/tell-statements.ts";
import { openLedgerStage } from "./ledger-stage.ts";
import { logSeen } from "./log-seen.ts";
import { idOf, identified, namedEvent, nameOf } from "./told-ids.ts";

const EVENTS_MAX = 1_000;
const LINES_MAX = 100;

const stage = await openLedgerStage();
afterAll(() => stage[Symbol.asyncDispose]());
const world = scenarioWorld();

const store = logSeen(async (tenant) => {
  const ledger = { schema: SCHEMA, tenant };
  const logged = await asTenant(stage.database, tenant, (tx) =>
    ledgerLog(tx, ledger, { after: 0n, max: EVENTS_MAX }),
  );
  return logged.map(({ event }) => namedEvent(event));
});

const readModels: Readonly<Record<string, ReadRows>> = {
  async statement({ tenant, query }) {
    const { of, by, ...span } = asked(query);
    const histories = by === "effective" ? effectiveHistory : accountHistory;
    const history = histories(stage.database, SCHEMA);
    const page = await history.statement(tenant, idOf(of), { ...span, limit: LINES_MAX });
    if (page === undefined) return [];
    return rowsOfStatement(page).map((row) =>
      row.row === "line"
        ? { ...row, transfer: nameOf(row.transfer), counterparty: nameOf(row.counterparty) }
        : row,
    );
  },
  async "balances at a time"({ tenant, query }) {
    const { of, asOf } = asked(query);
    const history = accountHistory(stage.database, SCHEMA);
    const found = await history.balances(tenant, idOf(of), asOf);
    return found === undefined ? [] : [balancesOf(found.account.normalSide, found.counters)];
  },
  async "trial balance"({ tenant, query }) {
    const { lines, total } = await trialBalance(stage.database, SCHEMA)(tenant, ledgerOf(query));
    const classes = lines.map(({ accounts: _accounts, ...line }) => line);
    return [...classes, { code: "all", ...total }];
  },
};

function asked(query: unknown): HistoryAsked {
  if (typeof query === "object" && query !== null && "of" in query) {
    return { ...query, of: String(query.of) };
  }
  throw new RangeError("what is asked about names no account");
}

function ledgerOf(query: unknown): string {
  return typeof query === "object" && query !== null && "ledger" in query
    ? String(query.ledger)
    : "";
}

/** Requests on their way to the door, by where they are sent. */
const requests = new Map<string, LedgerRequest>();

const postgresRunner = httpRunner<LedgerCommand>({
  name: "PostgreSQL",
  request(command, { tenant, commandId }) {
    requests.set(commandId, { tenant, commandId, command: identified(command) });
    return { method: "POST", path: commandId };
  },
  async send({ path }) {
    const request = requests.get(path);
    if (request === undefined) throw new RangeError(`nothing was asked under ${path}`);
    stage.clock.offsetMs = world.nowMs() - Date.now();
    const outcome = await stage.door.execute(request);
    return outcome.status === "refused"
      ? { status: 422, body: outcome.refusal }
      : { status: 200, body: outcome.status };
  },
  refusal({ body }) {
    throw new TypeError(`nothing is refused here: ${JSON.stringify(body)}`);
  },
  store,
  newStream: () => ({ tenant: randomUUID(), streamId: "ledger" }),
  world,
  readModels,
});

runFeature(tellStatements(), postgresRunner);

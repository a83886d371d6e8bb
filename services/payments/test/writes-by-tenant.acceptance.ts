import { randomUUID } from "node:crypto";

import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { paymentDoor } from "../src/adapters/postgres/payment-door.ts";
import { submissions } from "../src/adapters/postgres/submissions.ts";
import type { LedgerDoor } from "../src/application/ledger-request.ts";
import type { LedgerCommand } from "../src/domain/ledger-command.ts";
import type { PaymentCommand } from "../src/domain/payment/payment.ts";
import { SCHEMA } from "../src/schema.ts";
import { askedFor } from "./asked-for.ts";
import { withoutFunctionPredicates, withoutPolicies, withoutPredicates } from "./careless.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { twoAccounts } from "./two-accounts.ts";

let stage: LedgerStage;
/** A database in which the statements have lost their predicates on the way. */
let careless: Database;
const held = new AsyncDisposableStack();
/** What belongs to the owner. */
let theirs: Awaited<ReturnType<typeof belongings>>;
/** What belongs to the stranger. */
let own: Awaited<ReturnType<typeof twoAccounts>>;
beforeAll(async () => {
  stage = held.use(await openLedgerStage());
  const database = openDatabase({ url: stage.url, applicationName: "test", max: 4 });
  careless = withoutPredicates(held.use(database));
  theirs = await belongings();
  own = await twoAccounts(stage);
  await stage.door.execute(asking(own.tenant, posting(moving(own.bank, own.ann))));
});
afterAll(() => held.disposeAsync());

function asking(tenant: string, command: LedgerCommand) {
  return { tenant, commandId: randomUUID(), command };
}

async function belongings() {
  const accounts = await twoAccounts(stage);
  const { tenant, bank, ann } = accounts;
  const [transfer, hold] = [moving(bank, ann), moving(bank, ann, { isPending: true })];
  await stage.door.execute(asking(tenant, posting(transfer, hold)));
  const quote = randomUUID();
  await stage.door.execute(
    asking(tenant, {
      type: "IssueQuote",
      quote,
      sell: { currency: "USD", minor: 1n },
      buy: { currency: "USD", minor: 1n },
      rate: { num: 1n, den: 1n },
      spreadMinor: 0n,
      rounding: "floor",
      validSeconds: 86_400,
      sellLiquidity: bank,
      buyLiquidity: bank,
    }),
  );
  const [payment, submission] = [randomUUID(), randomUUID()];
  const { door, book } = paymentsOver(stage.database);
  await door.execute(askedFor(payment, { tenant, payer: ann }));
  await book.withdraw(submission, { tenant, payment });
  return { ann, bank, transfer: transfer.id, hold: hold.id, quote, payment, submission };
}

/** Payments to the outside, and what is written down of them before the rail hears of it. */
function paymentsOver(database: Database) {
  const store = held.use(postgresEventStore({ database, schema: SCHEMA }));
  return {
    door: paymentDoor({ store, nowMs: Date.now }),
    book: submissions({ database, systemDatabase: stage.admin, schema: SCHEMA }),
  };
}

/** By the same names what belongs to nobody. */
const nobodys = (): typeof theirs => ({
  ann: randomUUID(),
  bank: randomUUID(),
  transfer: randomUUID(),
  hold: randomUUID(),
  quote: randomUUID(),
  payment: randomUUID(),
  submission: randomUUID(),
});

/** Every command there is, about things with these ids. */
function attempts({ ann, bank, transfer, hold, quote }: typeof theirs): readonly LedgerCommand[] {
  const [id, reason] = [randomUUID(), "x"];
  const condition = { balance: "posted", is: "gte", amount: 0n } as const;
  const transfers = { sold: randomUUID(), spread: randomUUID(), bought: randomUUID() };
  return [
    posting(moving(bank, ann)),
    posting(moving(own.bank, ann), moving(ann, own.bank)),
    posting(moving(own.bank, own.ann, { conditions: [{ account: ann, ...condition }] })),
    posting({ kind: "post_hold", id, hold }),
    posting({ kind: "void_hold", id, hold, reason }),
    posting({ kind: "expire_hold", id, hold }),
    posting({ kind: "reverse", id, original: transfer, isForced: true, reason }),
    { type: "FreezeAccount", account: ann, reason },
    { type: "UnfreezeAccount", account: ann, reason },
    { type: "CloseAccount", account: ann, reason },
    { type: "ReopenAccount", account: ann, reason },
    { type: "ChangeLimits", account: ann, reason, limit: "none" },
    {
      type: "Convert",
      quote,
      conversion: randomUUID(),
      source: own.ann,
      destination: own.bank,
      transfers,
    },
  ];
}

/** What the stranger is told, by the names of things instead of their ids. */
async function answers(door: LedgerDoor, ids: typeof theirs): Promise<readonly string[]> {
  const told: string[] = [];
  for (const command of attempts(ids)) {
    const outcome = await door.execute(asking(own.tenant, command));
    const refusals =
      outcome.status === "refused"
        ? [outcome.refusal]
        : "results" in outcome
          ? outcome.results.map((each) => (each.status === "refused" ? each.refusal : each.status))
          : [outcome.status];
    const text = JSON.stringify(refusals, (_key, value: unknown) =>
      typeof value === "bigint" ? `${value}` : value,
    );
    told.push(Object.entries(ids).reduce((all, [name, each]) => all.replaceAll(each, name), text));
  }
  return told;
}

/** What the stranger is told about payments, and of submissions that somebody else has withdrawn. */
async function paymentAnswers(
  database: Database,
  { payment, submission }: typeof theirs,
): Promise<readonly unknown[]> {
  const { tenant, ann: payer } = own;
  const { door, book } = paymentsOver(database);
  const reason = "x";
  const commands: readonly PaymentCommand[] = [
    { type: "ResumePayment", payment, reason },
    { type: "ResolvePayment", payment, outcome: "settled", reason },
  ];
  const told: unknown[] = [];
  for (const command of commands) {
    const commandId = randomUUID();
    const request = { ...askedFor(payment, { tenant, payer }), commandId, command };
    const outcome = await door.execute(request);
    told.push(outcome.status === "refused" ? outcome.refusal.code : outcome.status);
  }
  told.push(await book.remember(submission, { tenant, payment }));
  return told;
}

/** All that is kept of what is not the stranger's. */
async function kept(): Promise<string> {
  const ledger = ["account", "transfer", "quote", "failed_attempt"];
  const tables = [...ledger, "rail_submission", "events", "commands"];
  const { rows } = await stage.admin.query<{ kept: string }>({
    text: tables
      .map(
        (table) =>
          `select coalesce(string_agg(t::text, '|' order by t::text), '') as kept from ${SCHEMA}.${table} as t
           where tenant_id <> '${own.tenant}'`,
      )
      .join(" union all "),
  });
  return rows.map((row) => row.kept).join("\n");
}

/** Another tenant's is nobody's, and stays as it is. */
async function nothingIsTouched(door: LedgerDoor, database = stage.database): Promise<void> {
  const before = await kept();
  for (const each of [theirs.hold, theirs.payment, theirs.submission]) {
    expect(before).toContain(each);
  }
  expect(await answers(door, theirs)).toEqual(await answers(door, nobodys()));
  const strange = await paymentAnswers(database, theirs);
  expect(strange).toEqual(await paymentAnswers(database, nobodys()));
  expect(strange).toEqual(["payment_not_found", "payment_not_found", "remembered"]);
  expect(await kept()).toBe(before);
}

test("with policies and predicates", async () => {
  await nothingIsTouched(stage.door);
  const told = await answers(stage.door, theirs);
  expect(told.every((each) => each.includes("_not_found"))).toBe(true);
});

test("by the policies alone: statements and functions have lost their predicates", async () => {
  await withoutFunctionPredicates(stage.admin, async (names) => {
    expect(names).toContain("write_book");
    await nothingIsTouched(stage.openDoor(careless), careless);
  });
});

test("by the predicates alone: row-level security is off", async () => {
  await withoutPolicies(stage.admin, () => nothingIsTouched(stage.openDoor()));
});

test("it is noticed when both are lost", async () => {
  const lost = withoutFunctionPredicates(stage.admin, () =>
    withoutPolicies(stage.admin, () => nothingIsTouched(stage.openDoor(careless), careless)),
  );
  await expect(lost).rejects.toThrow(/expected /u);
});

import { type PaymentsClient, PaymentsProblem } from "@holdfast/payments/client";

import { ACCOUNTS, type DemoTenant } from "./demo-tenant.ts";
import { SeedRefused } from "./seed-refused.ts";

/** What customers and the exchange desk begin with, in minor units. */
const BEGINNING = "100000000";

/** Opens the accounts of a tenant and puts money into them, once: repeated, nothing more happens. */
export async function seedTenant(tenant: DemoTenant, client: PaymentsClient): Promise<void> {
  try {
    for (const number of Object.keys(ACCOUNTS).filter(isNumber)) {
      await open(tenant, number, client);
      const isFunded = !number.startsWith("CAPITAL") && !number.startsWith("CLEARING");
      if (isFunded) await fund(tenant, number, client);
    }
  } catch (error) {
    throw error instanceof PaymentsProblem ? new SeedRefused(error) : error;
  }
}

type AccountNumber = keyof typeof ACCOUNTS;

function isNumber(text: string): text is AccountNumber {
  return text in ACCOUNTS;
}

async function open(
  tenant: DemoTenant,
  number: AccountNumber,
  client: PaymentsClient,
): Promise<void> {
  const isCustomer = number.startsWith("ANN") || number.startsWith("BOB");
  const id = tenant.account(number);
  const account = {
    id,
    number,
    ledger: ledgerOf(number),
    code: number.startsWith("CAPITAL") ? 3_000 : 2_000,
    normal_side: "credit",
    limit: isCustomer ? "debits_must_not_exceed_credits" : "none",
  } as const;
  await client.accounts.open(account, { idempotencyKey: `demo-${id}` });
}

async function fund(
  tenant: DemoTenant,
  number: AccountNumber,
  client: PaymentsClient,
): Promise<void> {
  const account = tenant.account(number);
  const id = account.replace("-7000-", "-7001-");
  const transfer = {
    id,
    debit_account: tenant.account(ledgerOf(number) === "USD" ? "CAPITAL-USD" : "CAPITAL-EUR"),
    credit_account: account,
    amount: BEGINNING,
    description: "opening balance",
  };
  await client.transfers.create(transfer, { idempotencyKey: `demo-${id}` });
}

function ledgerOf(number: AccountNumber): string {
  return number.endsWith("USD") ? "USD" : "EUR";
}

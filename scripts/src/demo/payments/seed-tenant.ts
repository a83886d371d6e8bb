import { ACCOUNTS, type DemoTenant } from "./demo-tenant.ts";
import type { PaymentsCaller } from "./payments-caller.ts";
import { SeedRefused } from "./seed-refused.ts";

/** What customers and the exchange desk begin with, in minor units. */
const BEGINNING = "100000000";

/** Opens the accounts of a tenant and puts money into them, once: repeated, nothing more happens. */
export async function seedTenant(tenant: DemoTenant, caller: PaymentsCaller): Promise<void> {
  for (const number of Object.keys(ACCOUNTS).filter(isNumber)) {
    await open(tenant, number, caller);
    const isFunded = !number.startsWith("CAPITAL") && !number.startsWith("CLEARING");
    if (isFunded) await fund(tenant, number, caller);
  }
}

type AccountNumber = keyof typeof ACCOUNTS;

function isNumber(text: string): text is AccountNumber {
  return text in ACCOUNTS;
}

function open(tenant: DemoTenant, number: AccountNumber, caller: PaymentsCaller): Promise<void> {
  const isCustomer = number.startsWith("ANN") || number.startsWith("BOB");
  const id = tenant.account(number);
  const body = {
    id,
    number,
    ledger: ledgerOf(number),
    code: number.startsWith("CAPITAL") ? 3_000 : 2_000,
    normal_side: "credit",
    limit: isCustomer ? "debits_must_not_exceed_credits" : "none",
  };
  return send(caller, "/v1/accounts", { body, id });
}

function fund(tenant: DemoTenant, number: AccountNumber, caller: PaymentsCaller): Promise<void> {
  const account = tenant.account(number);
  const id = account.replace("-7000-", "-7001-");
  const body = {
    id,
    debit_account: tenant.account(ledgerOf(number) === "USD" ? "CAPITAL-USD" : "CAPITAL-EUR"),
    credit_account: account,
    amount: BEGINNING,
    description: "opening balance",
  };
  return send(caller, "/v1/transfers", { body, id });
}

function ledgerOf(number: AccountNumber): string {
  return number.endsWith("USD") ? "USD" : "EUR";
}

async function send(
  caller: PaymentsCaller,
  path: string,
  { body, id }: { readonly body: object; readonly id: string },
): Promise<void> {
  const response = await caller.post(path, body, `demo-${id}`);
  if (!response.ok) throw new SeedRefused(path, response.status, await response.text());
  await response.body?.cancel();
}

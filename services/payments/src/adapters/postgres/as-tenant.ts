import type { Database, Transaction } from "@holdfast/postgres";

/** Reads as a tenant: a transaction in which row-level security shows its rows and no others. */
export function asTenant<T>(
  database: Database,
  tenant: string,
  read: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return database.transaction(
    async (tx) => {
      await becomeTenant(tx, tenant);
      return read(tx);
    },
    { isolation: "repeatable read", readOnly: true },
  );
}

/** Lets row-level security show the rows of a tenant until the transaction ends. */
export async function becomeTenant(tx: Transaction, tenant: string): Promise<void> {
  await tx.query({
    name: "as_tenant",
    text: "select set_config('app.tenant_id', $1, true)",
    values: [tenant],
  });
}

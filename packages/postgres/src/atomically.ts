import type { Client } from "pg";

/** Runs `work` in one transaction of a connection outside the pool. */
export async function atomically<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    const value = await work();
    await client.query("commit");
    return value;
  } catch (error) {
    // A connection that is gone has rolled back already, and the first error is the one that tells.
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

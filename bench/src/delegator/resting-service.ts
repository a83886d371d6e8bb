import { type DelegatorProcess, delegatorProcess } from "./delegator-process.ts";
import { WrongRows } from "./wrong-rows.ts";

type Databases = { readonly url: string; readonly adminUrl: string };

/** The service with the whole history behind it, and nothing to do for the next hour but to answer. */
export async function restingService(
  database: Databases,
  tzktUrl: string,
): Promise<DelegatorProcess> {
  await using held = new AsyncDisposableStack();
  const env = { SYNC_POLL: "1h", SYNC_AUDIT: "24h" };
  const service = held.use(await delegatorProcess({ database, tzktUrl, perSecond: 0, env }));
  const { log } = service;
  await Promise.race([log.until("AuditPassed"), log.until("AuditFailed")]);
  if (log.has("AuditFailed")) throw new WrongRows("the service's own audit failed");
  held.move();
  return service;
}

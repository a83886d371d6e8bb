import type { Sleep } from "@holdfast/cqrs/subscriptions";
import type { Notary } from "@holdfast/postgres/notary";

/** Where a notary runs. */
export type NotaryHost = {
  /** Follows the log until the signal aborts. */
  readonly follow: (subscription: Notary["subscription"], signal: AbortSignal) => Promise<void>;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  /** Whether an error says that the database is away or busy. */
  readonly isTransient: (error: unknown) => boolean;
  readonly onError?: ((error: unknown, where: string) => void) | undefined;
};

/** How often is looked for what is due by time, and for what the witness has not seen. */
const ROUND_MS = 1_000;

/**
 * What is signed by the thousand or by the minute need not be read one by one: a busy log is read once a second, and of
 * an event only its leaf, 32 bytes.
 */
export const notaryBatches = { gatherMs: 1_000, batchMax: 5_000 };

/**
 * Runs a notary until the signal aborts: it follows the log, signs what is due, and shows it to the witness. Throws
 * `NotaryRefused` where the log is not what was signed or witnessed: at the start, and at each round.
 */
export async function runNotary(notary: Notary, host: NotaryHost): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([host.signal, over.signal]);
  await patiently(() => notary.check(), host);
  const end = (): void => over.abort();
  const ends = await Promise.allSettled([
    host.follow(notary.subscription, signal).finally(end),
    round(notary, { ...host, signal }).finally(end),
  ]);
  for (const each of ends) if (each.status === "rejected") throw each.reason;
}

async function round(notary: Notary, host: NotaryHost): Promise<void> {
  while (!host.signal.aborted) {
    await patiently(async () => {
      await notary.seal();
      await notary.publish();
    }, host);
    await host.sleep(ROUND_MS, host.signal).catch(() => undefined);
  }
}

/** Tries again for as long as the database is away. */
async function patiently(
  work: () => Promise<void>,
  { sleep, signal, isTransient, onError }: NotaryHost,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
      onError?.(error, "notary");
      await sleep(ROUND_MS, signal).catch(() => undefined);
    }
  }
}

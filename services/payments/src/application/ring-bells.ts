import { TenantBells } from "./tenant-bells.ts";

/** Who has new events after a position, up to which this was looked for. */
type GrownTenants = (after: bigint) => Promise<{
  readonly tenants: readonly string[];
  readonly upTo: bigint;
  /** Whether the log may go on there. */
  readonly isMore: boolean;
}>;

/** What bells are rung by. */
export type RingBellsParts = {
  readonly bells: TenantBells;
  readonly grown: GrownTenants;
  /** Where the log ends now. */
  readonly head: () => Promise<bigint>;
  /** Calls back whenever the log may have grown. */
  readonly watch: (onGrown: () => void, signal: AbortSignal) => Promise<void>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
};

/** Until it is looked whether something was missed, and until a database that is away is asked again. */
const LOOK_AGAIN_MS = 5_000;
/** Rest after each look: who follows hears so much later of what comes in quick succession, and the log is asked less often. */
const GATHER_MS = 50;

/** Rings the bells of tenants as the log grows, until the signal aborts: one question for all who follow. */
export async function ringBells(parts: RingBellsParts, signal: AbortSignal): Promise<void> {
  const { watch, sleep, onError } = parts;
  const log = new TenantBells(sleep);
  using seat = log.join("");
  const watching = watch(() => log.ring([""]), signal).catch(onError);
  for (let after: bigint | undefined; !signal.aborted;) {
    try {
      after = await ringFrom(parts, after ?? (await parts.head()));
    } catch (error) {
      onError(error);
    }
    await sleep(GATHER_MS, signal).catch(() => undefined);
    await seat.wait(LOOK_AGAIN_MS, signal);
  }
  await watching;
}

async function ringFrom({ grown, bells }: RingBellsParts, after: bigint): Promise<bigint> {
  for (let from = after; ;) {
    const { tenants, upTo, isMore } = await grown(from);
    bells.ring(tenants);
    if (!isMore) return upTo;
    from = upTo;
  }
}

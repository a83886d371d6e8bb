import { adopt } from "./adopt.ts";
import { type AuditStore, auditOf } from "./audit.ts";
import { type BackfillPorts, backfill } from "./backfill.ts";
import { followTip } from "./follow-tip.ts";
import type { HistoryReader, HistoryWriter, LoadedHistory, Mode } from "./history.ts";
import { LeadershipLost } from "./leadership-lost.ts";
import type { Leadership, Lease } from "./leadership.ts";
import { fetchOpening, findTip, type Opening, openingAt } from "./opening.ts";
import { planBackfill, startBackfill } from "./plan-backfill.ts";
import { rebuild } from "./rebuild.ts";
import { askNumbering } from "./renumbering.ts";
import { storedTip } from "./stored-tip.ts";
import type { Wakeups } from "./wakeups.ts";
import { WrongChain } from "./wrong-chain.ts";

const REST_MIN_MS = 500;
const REST_MAX_MS = 30_000;

/** What one term of leadership writes with. */
export type TermPorts = {
  readonly writer: HistoryWriter;
  /** The history that is loaded beside the served one and then takes its place. */
  readonly shadow: LoadedHistory;
  readonly auditStore: AuditStore;
};

export type SyncPorts = Omit<BackfillPorts, "history"> & {
  readonly reader: HistoryReader;
  /** What one term writes with: all of it is refused once its epoch is over. */
  readonly term: (epoch: bigint) => TermPorts;
  /** Throws away what is too old to be asked for again by those who follow live. */
  readonly trimChanges: () => Promise<void>;
  readonly openWakeups: () => Wakeups & AsyncDisposable;
  readonly leadership: Leadership;
  readonly random: () => number;
  /** An opening that was fetched before the sync began. */
  readonly earlyOpening?: Promise<Opening | undefined> | undefined;
  /** Shown until the history is ranked. */
  readonly provisional: (opening: Opening) => void;
};

export type SyncOptions = {
  readonly chainId: string;
  /** Blocks on top of a block that make it final. */
  readonly finality: number;
  readonly pollMs: number;
  readonly auditMs: number;
};

/** Keeps the mirror equal to the chain until the signal is aborted, whatever fails in between. */
export async function synchronise(
  ports: SyncPorts,
  options: SyncOptions,
  signal: AbortSignal,
): Promise<void> {
  let rest = REST_MIN_MS;
  let { earlyOpening } = ports;
  while (!signal.aborted) {
    const started = ports.clock.monotonic();
    try {
      await lead({ ...ports, earlyOpening }, options, signal);
    } catch (error) {
      if (signal.aborted) return;
      // A term that lasted longer than the longest rest was a good one: start over with short rests.
      const isFresh = ports.clock.monotonic() - started > REST_MAX_MS;
      rest =
        isFresh || error instanceof LeadershipLost ? REST_MIN_MS : Math.min(rest * 2, REST_MAX_MS);
      const reason = error instanceof Error ? error.message : String(error);
      ports.tell({ type: "SyncInterrupted", reason, restMs: rest });
      await ports.clock.sleep(rest, signal).catch(() => undefined);
    }
    earlyOpening = undefined; // It tells of the tip as it was.
  }
}

/**
 * Fetches the opening, if one will be needed, while the rest of the service is still getting ready: page 1 comes a third
 * of a second earlier. A load that is to begin is counted at the same time. Undefined when anything is in the way; the
 * sync itself will meet it and tell.
 */
export async function openEarly(
  ports: Pick<SyncPorts, "reader" | "upstream" | "clock" | "ranges" | "isPaced">,
  { finality }: Pick<SyncOptions, "finality">,
  signal: AbortSignal,
): Promise<Opening | undefined> {
  const { reader, upstream } = ports;
  try {
    const { mode } = await reader.state();
    if (isRanked(mode)) return undefined;
    const tip = await findTip(upstream, finality, signal);
    const opening = openingAt(tip, upstream, signal);
    const start = ports.isPaced ? startBackfill : planBackfill;
    const plan = mode === "empty" ? start(ports, tip, signal) : undefined;
    plan?.catch(() => undefined); // Whoever begins the load awaits it.
    return { ...(await opening), plan };
  } catch {
    return undefined;
  }
}

function isRanked(mode: Mode): boolean {
  return mode === "ranked" || mode === "live" || mode === "diverged";
}

/** One term of leadership, from the wait for it until it is lost or something fails. */
async function lead(ports: SyncPorts, options: SyncOptions, signal: AbortSignal): Promise<void> {
  const opening = await openIfNeeded(ports, options, signal);
  await using lease = await ports.leadership.acquire(signal);
  ports.tell({ type: "LeadershipAcquired", epoch: Number(lease.epoch) });
  const term = AbortSignal.any([signal, lease.lost]);
  try {
    await serveTerm(ports, { options, opening, lease }, term);
  } catch (error) {
    if (!lease.lost.aborted) throw error;
    ports.tell({ type: "LeadershipLost", epoch: Number(lease.epoch) });
    throw lease.lost.reason;
  }
}

/** Everybody, leader or not, shows the newest page as long as the history is not ranked. */
async function openIfNeeded(
  ports: SyncPorts,
  options: SyncOptions,
  signal: AbortSignal,
): Promise<Opening | undefined> {
  const { mode } = await ports.reader.state();
  if (isRanked(mode)) return undefined;
  const opening =
    (await ports.earlyOpening) ?? (await fetchOpening(ports.upstream, options.finality, signal));
  await checkChain(ports, options, opening.chainId);
  ports.provisional(opening);
  return opening;
}

/** Refuses an upstream that serves another chain than the configured one, and a database that holds another. */
async function checkChain(ports: SyncPorts, options: SyncOptions, served: string): Promise<void> {
  const { chainId: configured } = options;
  const { chainId: stored } = await ports.reader.state();
  if (served !== configured || (stored ?? configured) !== configured) {
    throw new WrongChain({ configured, stored, served });
  }
}

type Term = {
  readonly options: SyncOptions;
  readonly opening: Opening | undefined;
  readonly lease: Lease;
};

async function serveTerm(ports: SyncPorts, term: Term, signal: AbortSignal): Promise<void> {
  const { options, opening, lease } = term;
  const writing = ports.term(lease.epoch);
  const history = { ...ports.reader, ...writing.writer };
  await adopt(history);
  const { mode } = await history.state();
  if (!isRanked(mode) && opening === undefined) return; // The history was reset meanwhile: open it first.
  if (!isRanked(mode) && opening !== undefined)
    await backfill({ ...ports, history }, opening, signal);
  if (opening === undefined)
    await checkChain(ports, options, (await ports.upstream.head(signal)).chainId);
  await complete(ports, history, signal);
  await follow(ports, { options, writing, history }, signal);
}

async function complete(
  ports: SyncPorts,
  history: HistoryReader & HistoryWriter,
  signal: AbortSignal,
): Promise<void> {
  if ((await history.state()).mode !== "ranked") return;
  signal.throwIfAborted();
  const started = ports.clock.monotonic();
  await history.complete();
  ports.tell({ type: "CaughtUp", indexMs: ports.clock.monotonic() - started });
}

type Following = {
  readonly options: SyncOptions;
  readonly writing: TermPorts;
  readonly history: HistoryReader & HistoryWriter;
};

/** Follows the tip for the rest of the term; loads the history anew when the upstream has numbered its rows anew. */
async function follow(
  ports: SyncPorts,
  { options, writing, history }: Following,
  signal: AbortSignal,
): Promise<void> {
  const { auditStore: store, shadow } = writing;
  await using wakeups = ports.openWakeups();
  const compare = auditOf({ ...ports, store, mirror: () => storedTip(history) });
  const audit: typeof compare = async (stop) => {
    await ports.trimChanges();
    return compare(stop);
  };
  const isRenumbered = async (): Promise<boolean> =>
    (await askNumbering(ports.upstream, await store.landmarks(), signal)).isRenumbered;
  let isLoadedAnew = (await shadow.state()).mode !== "empty";
  for (;;) {
    if (isLoadedAnew) {
      const served = await storedTip(history);
      await rebuild({ ...ports, history: shadow, served }, options, signal);
    }
    await followTip({ ...ports, history, wakeups, audit, isRenumbered }, options, signal);
    isLoadedAnew = true;
  }
}

import type { EventStore } from "../event-store/event-store.ts";
import type { StoredEvent } from "../event-store/stored-event.ts";
import { inMemoryParking, type Parking } from "./in-memory-parking.ts";
import { SubscriptionLost } from "./subscription-lost.ts";
import type {
  Claim,
  Holding,
  ParkedEvent,
  RevisionChange,
  Step,
  SubscriptionStore,
  SwitchOutcome,
} from "./subscription-store.ts";
import type { EventFilter, SubscriptionId } from "./subscription.ts";
import { Turns } from "./turns.ts";

/** What a read model in memory joins the checkpoint by. */
export type InMemoryTransaction = {
  /** Runs when the work has succeeded and the checkpoint moves. */
  readonly whenCommitted: (effect: () => void) => void;
};

type Row = Parking & {
  state: "running" | "stopped" | "retired";
  position: bigint;
  epoch: bigint;
  owner: string | undefined;
  leaseUntilMs: number;
  heartbeatAtMs: number;
  lastError: string | undefined;
  attempts: number;
  /** Batches, replays and switches follow each other. */
  readonly turns: Turns;
  /** Takes the batch that is being handled back. */
  evict: () => void;
};

type InMemoryOptions = { readonly events: EventStore; readonly nowMs: () => number };

type Store = SubscriptionStore<InMemoryTransaction>;

/** Checkpoints for tests and trials, over an event store in memory; they are found by polling, and forgotten. */
export function inMemorySubscriptions({ events, nowMs }: InMemoryOptions): Store {
  const rows: Rows = new Map();
  const log = (after: bigint) => events.readLog({ after, max: Number.MAX_SAFE_INTEGER });
  const head = async (): Promise<bigint> => (await log(0n)).at(-1)?.position ?? 0n;
  /** The last position of a log that has none after `position`, and may have ended before it. */
  const headUpTo = async (position: bigint): Promise<bigint> => {
    if (position === 0n || (await log(position - 1n)).length > 0) return position;
    return head();
  };
  return {
    ...ownership(rows, nowMs),
    ...checkpoints(rows, nowMs),
    ...inMemoryParking(
      (id) => rows.get(keyOf(id)),
      async (position) => (await log(position - 1n))[0],
    ),
    async readPage({ after, max, filter }) {
      const rest = await log(after);
      const end = rest.at(-1)?.position ?? (await headUpTo(after));
      const page: StoredEvent[] = [];
      for (const event of rest) {
        if (!passes(event, filter)) continue;
        if (page.length === max)
          return { events: page, to: page.at(-1)?.position ?? end, head: end };
        page.push(event);
      }
      return { events: page, to: end, head: end };
    },
    head,
    switchRevision: async (change, work) => switchRevision(rows, change, work),
    async status(id) {
      const row = rows.get(keyOf(id));
      if (row === undefined) return undefined;
      const { position, parked, asked: _asked, leaseUntilMs: _, heartbeatAtMs, ...rest } = row;
      const ahead = await log(position);
      const lagEvents = BigInt(ahead.length);
      const lagMs = ahead[0] === undefined ? 0 : nowMs() - Date.parse(ahead[0].recordedAt);
      const lag = { head: position + lagEvents, lagEvents, lagMs };
      const heartbeatAgeMs = nowMs() - heartbeatAtMs;
      return { ...rest, position, ...lag, parked: parked.size, heartbeatAgeMs };
    },
    watch: (_onGrown, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
    isTransient: () => false,
  };
}

type Rows = Map<string, Row>;

function keyOf({ name, revision }: SubscriptionId): string {
  return `${name} ${revision}`;
}

function ownership(
  rows: Rows,
  nowMs: () => number,
): Pick<Store, "claim" | "renew" | "release" | "stop" | "resume"> {
  const held = (holding: Holding): Row | undefined => heldBy(rows.get(keyOf(holding)), holding);
  return {
    async claim(id, { owner, leaseMs, startAfter }) {
      const row = rows.get(keyOf(id)) ?? newRow(startAfter);
      rows.set(keyOf(id), row);
      return claim(row, { owner, leaseMs, nowMs: nowMs() });
    },
    async renew(holding, { leaseMs, agoMs }) {
      const row = held(holding);
      if (row === undefined) return false;
      row.leaseUntilMs = nowMs() + leaseMs;
      row.heartbeatAtMs = nowMs() - agoMs;
      return true;
    },
    async release(holding) {
      const row = held(holding);
      if (row !== undefined) row.leaseUntilMs = 0;
    },
    async stop(holding, { error, attempts }) {
      const row = held(holding);
      if (row === undefined) throw new SubscriptionLost(holding);
      Object.assign(row, { state: "stopped", lastError: error, attempts, leaseUntilMs: 0 });
    },
    async resume(id) {
      const row = rows.get(keyOf(id));
      if (row?.state !== "stopped") return false;
      Object.assign(row, { state: "running", lastError: undefined, attempts: 0 });
      return true;
    },
  };
}

function checkpoints(
  rows: Rows,
  nowMs: () => number,
): Pick<Store, "advance" | "unpark" | "position"> {
  return {
    async advance(step, work) {
      const row = atStep(rows.get(keyOf(step)), step);
      await row.turns.take(() =>
        atomically(
          (tx) => evictable(row, step, () => work(tx)),
          () => moveOn(row, step, nowMs()),
        ),
      );
    },
    async unpark(address, work) {
      const row = rows.get(keyOf(address));
      const { position } = address;
      if (row === undefined) return false;
      return row.turns.take(async () => {
        if (!row.parked.has(position)) return false;
        await atomically(work, () => {
          row.asked.delete(position);
          row.parked.delete(position);
        });
        return true;
      });
    },
    position: async (id) => rows.get(keyOf(id))?.position,
  };
}

function newRow(position: bigint): Row {
  const nobody = { owner: undefined, leaseUntilMs: 0, heartbeatAtMs: 0, epoch: 0n };
  const parked = new Map<bigint, ParkedEvent>();
  const asked = new Set<bigint>();
  const lock = { turns: new Turns(), evict: () => undefined };
  return {
    state: "running",
    position,
    ...nobody,
    lastError: undefined,
    attempts: 0,
    parked,
    asked,
    ...lock,
  };
}

type ClaimNow = { readonly owner: string; readonly leaseMs: number; readonly nowMs: number };

function claim(row: Row, { owner, leaseMs, nowMs }: ClaimNow): Claim {
  if (row.state !== "running") return { state: row.state };
  const forMs = row.leaseUntilMs - nowMs;
  if (row.owner !== owner && forMs > 0) return { state: "held", forMs };
  row.epoch += 1n;
  row.evict();
  row.owner = owner;
  row.leaseUntilMs = nowMs + leaseMs;
  row.heartbeatAtMs = nowMs;
  return { state: "mine", epoch: row.epoch, position: row.position };
}

function heldBy(row: Row | undefined, { epoch }: Holding): Row | undefined {
  return row?.state === "running" && row.epoch === epoch ? row : undefined;
}

function atStep(row: Row | undefined, step: Step): Row {
  const mine = heldBy(row, step);
  if (mine?.position !== step.from) throw new SubscriptionLost(step);
  return mine;
}

/** Handles a batch unless somebody else takes the subscription meanwhile, or the run ends. */
async function evictable(row: Row, step: Step, work: () => Promise<void>): Promise<void> {
  atStep(row, step);
  const { promise: evicted, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(step.signal?.reason);
  row.evict = () => reject(new SubscriptionLost(step));
  step.signal?.addEventListener("abort", end, { once: true });
  try {
    await Promise.race([work(), evicted]);
  } finally {
    step.signal?.removeEventListener("abort", end);
    row.evict = () => undefined;
  }
}

function moveOn(row: Row, step: Step, nowMs: number): void {
  step.signal?.throwIfAborted();
  atStep(row, step);
  const { to: position, parked, leaseMs } = step;
  if (parked !== undefined) row.parked.set(position, { position, at: new Date(nowMs), ...parked });
  row.position = position;
  row.lastError = undefined;
  row.attempts = 0;
  row.leaseUntilMs = nowMs + leaseMs;
  row.heartbeatAtMs = nowMs;
}

/** Does the work; then, in one step, what ends it and what the work has asked for. */
async function atomically(
  work: (tx: InMemoryTransaction) => Promise<void>,
  end: () => void,
): Promise<void> {
  const effects: (() => void)[] = [];
  await work({ whenCommitted: (effect) => void effects.push(effect) });
  end();
  for (const effect of effects) effect();
}

function passes(event: StoredEvent, { categories, types, tenants }: EventFilter): boolean {
  if (categories?.includes(event.category) === false) return false;
  if (types?.includes(event.event.type) === false) return false;
  return tenants?.includes(event.tenant) !== false;
}

async function switchRevision(
  rows: Rows,
  { name, from, to }: RevisionChange,
  work: (tx: InMemoryTransaction) => Promise<void>,
): Promise<SwitchOutcome> {
  const [older, newer] = [rows.get(`${name} ${from}`), rows.get(`${name} ${to}`)];
  const turn = async (): Promise<SwitchOutcome> => {
    if (older?.state === "retired") return "retired";
    const isBehind = older !== undefined && older.position > (newer?.position ?? -1n);
    if (newer?.state !== "running" || isBehind) return "behind";
    await atomically(work, () => {
      // Those in between were begun and given up.
      for (let revision = from; revision === from || revision < to; revision += 1) {
        const passed = rows.get(`${name} ${revision}`);
        if (passed !== undefined) passed.state = "retired";
      }
    });
    return "switched";
  };
  const withNewer = (): Promise<SwitchOutcome> => newer?.turns.take(turn) ?? turn();
  return older?.turns.take(withNewer) ?? withNewer();
}

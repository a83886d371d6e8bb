import { setImmediate as nextTurn } from "node:timers/promises";

import { LedgerBusy } from "./ledger-busy.ts";
import type { LedgerDoor, LedgerOutcome, LedgerRequest } from "./ledger-request.ts";

/**
 * Posts requests in one transaction; one outcome each, in their order, undefined where others were posted and this one has
 * to be posted after them. Throws if none was posted.
 */
export type Post = (
  requests: readonly LedgerRequest[],
) => Promise<readonly (LedgerOutcome | undefined)[]>;

/** How much is posted at a time, and how much may wait. */
export type PostingQueueOptions = {
  readonly post: Post;
  /** Transactions at the same time; 2. */
  readonly lanes?: number;
  /** Transfers in one transaction; 256. A request that has more of them goes alone. */
  readonly batchMax?: number;
  /** Transfers that may wait, of all tenants; 10,000. One tenant leaves a fifth of it to the others. */
  readonly queueMax?: number;
  /** Whether an error has nothing to do with what was asked for, so that the others would fail by it too. */
  readonly isOutage: (error: unknown) => boolean;
  /** Whether nothing at all can be posted, so that whoever waits gets the same error instead of waiting for it; never. */
  readonly isAway?: (error: unknown) => boolean;
};

/** A batch under way that is larger takes so long that nobody waits for its end. */
const WORTH_WAITING_FOR = 128;
/** As many are worth a transaction beside another one. */
const WORTH_A_LANE = 20;
/**
 * Of what waits or is under way a batch takes this much, divided by the lanes: a little more than its share, so that none
 * is left without. If one took all, this process would have nothing to do until the database has done it, and the
 * database nothing after that.
 */
const SHARE = 1.2;
/**
 * A tenant that has something waiting may have as much as is free then, times this: one alone takes four fifths of the
 * queue, and whoever comes then still finds room. So one that floods the queue is told that it is busy before others are.
 * Source: Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches" (1998).
 */
const TIMES_FREE = 4;

type Waiting = {
  readonly request: LedgerRequest;
  /** The same for the same command. */
  readonly name: string;
  readonly size: number;
  readonly resolve: (outcome: LedgerOutcome) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Gathers requests while others are being posted, so that a hot account is locked once for many and a commit serves many
 * tenants: what waits longest is posted as soon as a lane is free, tenants in turn. Nobody waits where nothing else is
 * going on. Requests with the same command follow each other, so that the later one is answered as the first.
 */
export class PostingQueue implements LedgerDoor, AsyncDisposable {
  readonly #options: Required<PostingQueueOptions>;
  /** Whoever was served stands behind the others. */
  readonly #tenants = new Map<string, Waiting[]>();
  readonly #underWay = new Set<string>();
  readonly #lanes = new Set<Promise<boolean>>();
  /** Transfers that wait or are under way, by tenant. */
  readonly #sizes = new Map<string, number>();
  #isGathering = false;
  #size = 0;
  /** Transfers under way. */
  #posting = 0;

  constructor(options: PostingQueueOptions) {
    const isAway = () => false;
    this.#options = { lanes: 2, batchMax: 256, queueMax: 10_000, isAway, ...options };
  }

  /** Transfers that wait, for metrics. */
  get size(): number {
    return this.#size;
  }

  execute(request: LedgerRequest): Promise<LedgerOutcome> {
    const size = sizeOf(request);
    const { tenant, commandId } = request;
    if (!this.#hasRoomFor(tenant, size)) return Promise.reject(new LedgerBusy());
    return new Promise((resolve, reject) => {
      this.#grow(tenant, size);
      const waiting = { request, name: `${tenant} ${commandId}`, size, resolve, reject };
      const queue = this.#tenants.get(tenant);
      if (queue === undefined) this.#tenants.set(tenant, [waiting]);
      else queue.push(waiting);
      this.#start();
    });
  }

  #hasRoomFor(tenant: string, size: number): boolean {
    if (this.#size === 0) return true;
    const free = this.#options.queueMax - this.#size;
    const own = this.#sizes.get(tenant) ?? 0;
    return size <= free && (own === 0 || own + size <= (free - size) * TIMES_FREE);
  }

  #grow(tenant: string, size: number): void {
    this.#size += size;
    const own = (this.#sizes.get(tenant) ?? 0) + size;
    if (own === 0) this.#sizes.delete(tenant);
    else this.#sizes.set(tenant, own);
  }

  /** Waits until all is posted. */
  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#lanes.size > 0) await Promise.race(this.#lanes);
  }

  /**
   * A transaction costs as much as a dozen transfers, and two of them take turns at the head of the log: few requests do
   * better to wait for the end of what is under way, and to go together.
   */
  #start(): void {
    const waiting = this.#size - this.#posting;
    if (waiting === 0) return;
    const isAlone = this.#posting === 0 || this.#posting > WORTH_WAITING_FOR;
    if (!isAlone && waiting < WORTH_A_LANE) return;
    if (this.#isGathering || this.#lanes.size === this.#options.lanes) return;
    this.#isGathering = true;
    const lane = this.#run().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
    lane.then(
      (hasPosted) => hasPosted && this.#start(),
      () => undefined, // Whoever waits was told.
    );
  }

  /** False if all that waits is under way already. */
  async #run(): Promise<boolean> {
    // What has arrived by now, and is still to be read, comes along.
    await nextTurn();
    const batch = this.#take();
    this.#isGathering = false;
    if (batch.length === 0) return false;
    const size = batch.reduce((sum, waiting) => sum + waiting.size, 0);
    this.#posting += size;
    this.#start();
    await this.#post(batch);
    for (const { name, request, size: own } of batch) {
      this.#underWay.delete(name);
      this.#grow(request.tenant, -own);
    }
    this.#posting -= size;
    return true;
  }

  /** Transfers that a batch may have by now. */
  get #room(): number {
    const { batchMax, lanes } = this.#options;
    return Math.min(batchMax, Math.max(WORTH_A_LANE, Math.ceil((this.#size * SHARE) / lanes)));
  }

  /** The oldest requests, one of each tenant in turn, that are not under way already. */
  #take(): readonly Waiting[] {
    const batch = new Set<Waiting>();
    const isFree = ({ name }: Waiting): boolean => !this.#underWay.has(name);
    const turns = new Set(this.#tenants.values().map((queue) => queue.values().filter(isFree)));
    let room = this.#room;
    const fits = ({ size }: Waiting): boolean => batch.size === 0 || size <= room;
    while (turns.size > 0) {
      for (const turn of turns) {
        const { value } = turn.next();
        if (value !== undefined && fits(value)) {
          this.#underWay.add(value.name);
          batch.add(value);
          room -= value.size;
        } else {
          turns.delete(turn);
        }
      }
    }
    for (const tenant of new Set([...batch].map(({ request }) => request.tenant))) {
      const queue = this.#tenants.get(tenant) ?? [];
      const rest = queue.filter((waiting) => !batch.has(waiting));
      this.#tenants.delete(tenant);
      // In place: a table that V8 has replaced by another one keeps the queues that were in it.
      for (const [at, waiting] of rest.entries()) queue[at] = waiting;
      queue.length = rest.length;
      if (rest.length > 0) this.#tenants.set(tenant, queue);
    }
    return [...batch];
  }

  /** Whoever is not under way yet has waited as long as those who are. */
  #giveUp(error: unknown): void {
    const waiting = [...this.#tenants.values()].flat();
    this.#tenants.clear();
    for (const { request, size, reject } of waiting) {
      this.#grow(request.tenant, -size);
      reject(error);
    }
  }

  /** What fails for a reason of its own is found by halves, so that it takes nobody along. */
  async #post(batch: readonly Waiting[]): Promise<void> {
    let later: readonly Waiting[] = [];
    try {
      const requests = batch.map(({ request }) => request);
      later = answered(batch, await this.#options.post(requests));
    } catch (error) {
      if (this.#options.isAway(error)) this.#giveUp(error);
      if (batch.length === 1 || this.#options.isOutage(error)) {
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#post(batch.slice(0, middle));
      await this.#post(batch.slice(middle));
    }
    if (later.length > 0) await this.#post(later);
  }
}

/** Answers what was posted; what was not is returned. */
function answered(
  batch: readonly Waiting[],
  outcomes: readonly (LedgerOutcome | undefined)[],
): readonly Waiting[] {
  const later = batch.filter((_, at) => outcomes[at] === undefined);
  if (later.length === batch.length) throw new RangeError("nothing was posted of a batch");
  for (const [at, { resolve }] of batch.entries()) {
    const outcome = outcomes[at];
    if (outcome !== undefined) resolve(outcome);
  }
  return later;
}

function sizeOf({ command }: LedgerRequest): number {
  return command.type === "PostTransfers" ? Math.max(1, command.items.length) : 1;
}

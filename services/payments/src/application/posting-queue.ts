import { LedgerBusy } from "./ledger-busy.ts";
import type { LedgerDoor, LedgerOutcome, LedgerRequest } from "./ledger-request.ts";

/** Posts requests of one tenant in one transaction; one outcome each, in their order. Throws if none was posted. */
export type Post = (
  tenant: string,
  requests: readonly LedgerRequest[],
) => Promise<readonly LedgerOutcome[]>;

/** How much is posted at a time, and how much may wait. */
export type PostingQueueOptions = {
  readonly post: Post;
  /** Transactions at the same time; 2. */
  readonly lanes?: number;
  /** Transfers in one transaction; 256. A request that has more of them goes alone. */
  readonly batchMax?: number;
  /** Transfers that may wait; 10,000. */
  readonly queueMax?: number;
  /** Whether an error has nothing to do with what was asked for, so that the others would fail by it too. */
  readonly isOutage: (error: unknown) => boolean;
  /** Whether nothing at all can be posted, so that whoever waits gets the same error instead of waiting for it; never. */
  readonly isAway?: (error: unknown) => boolean;
};

type Waiting = {
  readonly request: LedgerRequest;
  readonly size: number;
  readonly resolve: (outcome: LedgerOutcome) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Gathers requests while others are being posted, so that a hot account is locked once for many: what waits longest is
 * posted as soon as a lane is free, tenant after tenant. Nobody waits where nothing else is going on. Requests with the
 * same command follow each other, so that the later one is answered as the first.
 */
export class PostingQueue implements LedgerDoor, AsyncDisposable {
  readonly #options: Required<PostingQueueOptions>;
  readonly #tenants = new Map<string, Waiting[]>();
  readonly #underWay = new Set<string>();
  readonly #lanes = new Set<Promise<void>>();
  #size = 0;

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
    if (this.#size + size > this.#options.queueMax && this.#size > 0) {
      return Promise.reject(new LedgerBusy());
    }
    return new Promise((resolve, reject) => {
      this.#size += size;
      const waiting = { request, size, resolve, reject };
      const queue = this.#tenants.get(request.tenant);
      if (queue === undefined) this.#tenants.set(request.tenant, [waiting]);
      else queue.push(waiting);
      this.#start();
    });
  }

  /** Waits until all is posted. */
  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#lanes.size > 0) await Promise.race(this.#lanes);
  }

  #start(): void {
    while (this.#lanes.size < this.#options.lanes) {
      const batch = this.#take();
      if (batch.length === 0) return;
      const lane = this.#run(batch).finally(() => {
        this.#lanes.delete(lane);
        this.#start();
      });
      this.#lanes.add(lane);
    }
  }

  /** The oldest requests of the tenant whose turn it is; none if all that wait is under way already. */
  #take(): readonly Waiting[] {
    // As it is now: whoever was served goes behind the others.
    for (const [tenant, queue] of Array.from(this.#tenants)) {
      this.#tenants.delete(tenant);
      const { batch, rest } = this.#choose(queue);
      if (rest.length > 0) this.#tenants.set(tenant, rest);
      if (batch.length > 0) return batch;
    }
    return [];
  }

  #choose(queue: readonly Waiting[]): { readonly batch: Waiting[]; readonly rest: Waiting[] } {
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    let size = 0;
    for (const waiting of queue) {
      const name = nameOf(waiting.request);
      const isFull = batch.length > 0 && size + waiting.size > this.#options.batchMax;
      if (isFull || this.#underWay.has(name)) {
        rest.push(waiting);
        continue;
      }
      this.#underWay.add(name);
      batch.push(waiting);
      size += waiting.size;
    }
    return { batch, rest };
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    await this.#post(batch);
    for (const { request, size } of batch) {
      this.#underWay.delete(nameOf(request));
      this.#size -= size;
    }
  }

  /** Whoever is not under way yet has waited as long as those who are. */
  #giveUp(error: unknown): void {
    const waiting = [...this.#tenants.values()].flat();
    this.#tenants.clear();
    for (const { size, reject } of waiting) {
      this.#size -= size;
      reject(error);
    }
  }

  /** What fails for a reason of its own is found by halves, so that it takes nobody along. */
  async #post(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    try {
      const requests = batch.map(({ request }) => request);
      const outcomes = await this.#options.post(first.request.tenant, requests);
      for (const [at, waiting] of batch.entries()) answer(waiting, outcomes[at]);
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
  }
}

function answer({ resolve, reject }: Waiting, outcome: LedgerOutcome | undefined): void {
  if (outcome === undefined) reject(new RangeError("a request has no outcome"));
  else resolve(outcome);
}

function sizeOf({ command }: LedgerRequest): number {
  return command.type === "PostTransfers" ? Math.max(1, command.items.length) : 1;
}

function nameOf({ tenant, commandId }: LedgerRequest): string {
  return `${tenant} ${commandId}`;
}

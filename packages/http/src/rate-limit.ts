import { isIPv6 } from "node:net";

/** How many requests one client may send. */
export type RateLimit = {
  /** Requests a second in the long run; above 0. */
  readonly perSecond: number;
  /** Requests that may come at once after a rest; `perSecond`, but at least 1, when left out. */
  readonly burst?: number;
  /** A clock of which only differences count; the process's own when left out. */
  readonly nowMs?: () => number;
};

/** What a client is told of its limit, or why its request is refused. */
export type Allowance = {
  readonly isAllowed: boolean;
  /** Requests it may send at once from now on. */
  readonly remaining: number;
  /** Seconds until it may send one, rounded up; 0 when it may now. */
  readonly retrySeconds: number;
  /** Seconds until it has rested enough for a whole burst, rounded up. */
  readonly resetSeconds: number;
};

/** Clients that are remembered; whoever is forgotten begins with a whole burst again. */
const CLIENTS_MAX = 10_000;
const MS_PER_SECOND = 1_000;

type Bucket = { readonly tokens: number; readonly atMs: number };

/** Token buckets by client. */
export class RateLimiter {
  readonly burst: number;
  readonly #nowMs: () => number;
  readonly #perMs: number;
  readonly #clientsMax: number;
  /** In the order of their last requests. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: RateLimit, clientsMax = CLIENTS_MAX) {
    const { perSecond, burst = Math.max(1, perSecond), nowMs = () => performance.now() } = limit;
    if (!(perSecond > 0) || !(burst >= 1)) {
      throw new RangeError(`not a rate limit: ${perSecond} a second, ${burst} at once`);
    }
    this.burst = burst;
    this.#nowMs = nowMs;
    this.#perMs = perSecond / MS_PER_SECOND;
    this.#clientsMax = clientsMax;
  }

  /** Counts a request of the client at this address. */
  take(address: string): Allowance {
    const nowMs = this.#nowMs();
    const client = clientOf(address);
    const found = this.#tokens(client, nowMs);
    const isAllowed = found >= 1;
    const tokens = isAllowed ? found - 1 : found;
    this.#remember(client, { tokens, atMs: nowMs });
    return {
      isAllowed,
      remaining: Math.floor(tokens),
      retrySeconds: this.#secondsUntil(1, tokens),
      resetSeconds: this.#secondsUntil(this.burst, tokens),
    };
  }

  #tokens(client: string, nowMs: number): number {
    const bucket = this.#buckets.get(client);
    if (bucket === undefined) return this.burst;
    return Math.min(this.burst, bucket.tokens + (nowMs - bucket.atMs) * this.#perMs);
  }

  #remember(client: string, bucket: Bucket): void {
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#clientsMax && oldest !== undefined) this.#buckets.delete(oldest);
  }

  #secondsUntil(wanted: number, tokens: number): number {
    return Math.max(0, Math.ceil((wanted - tokens) / this.#perMs / MS_PER_SECOND));
  }
}

/** IPv4 in the clothes of IPv6, as a socket that listens to both tells it. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/** A household or a machine has a whole /64 of IPv6 to choose its addresses from. */
function clientOf(address: string): string {
  const plain = address.replace(MAPPED, "");
  return isIPv6(plain) ? network64(plain) : plain;
}

function network64(address: string): string {
  const [head = "", tail = ""] = address.replace(/%.*$/, "").split("::");
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0");
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}

/** The groups of one side of `::`; an IPv4 address at the end stands for two, and never for one of the first four. */
function groupsOf(side: string): readonly string[] {
  if (side === "") return [];
  return side.replace(/[^:]+\.[^:]+$/, "0:0").split(":");
}

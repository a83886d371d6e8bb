import type { ChainProgress } from "./chain-progress.ts";
import type { FaultPlan } from "./fault-plan.ts";
import type { HubOptions } from "./hub-options.ts";
import type { LimiterKind } from "./limiter.ts";
import type { Liveliness } from "./living-chain.ts";
import type { Timers } from "./timers.ts";

/** Which limiter stands in front of the API. */
export type LimiterOptions = {
  readonly kind: LimiterKind;
  /** Requests a second that are let through. */
  readonly perSecond: number;
  /** Whether a refusal tells how many seconds to wait. */
  readonly retryAfter: boolean;
};

/** How a stand-in is started; every member may be left out. */
export type TzktOptions = {
  /** What the data are drawn from; 42. */
  readonly seed?: number;
  /** How many delegations are generated; 1,000. */
  readonly rows?: number;
  /** Delegations to serve instead, whole objects as the API writes them. */
  readonly records?: readonly unknown[];
  /** Level of the newest block; a little above the last row. Rows above it are not shown. */
  readonly head?: number;
  /** Without a head: the newest block is the last one made before that time (ISO 8601). */
  readonly endsAt?: string;
  /** What blocks hold that are made while the stand-in runs. */
  readonly live?: Liveliness;
  /** Milliseconds after which a block comes by itself; none does when left out. */
  readonly blockTimeMs?: number;
  /** The chance that a reorganisation comes instead of such a block; 0. */
  readonly reorgs?: number;
  /** Lets the chain go on where it was when it last ran with the same options; it begins anew. */
  readonly progress?: ChainProgress;
  /** The hub of `/v1/ws`; "off": there is none, so that clients have to ask again and again. */
  readonly hub?: HubOptions | "off";
  /** What makes blocks and pings come; the machine's timers. */
  readonly timers?: Timers;
  /** 127.0.0.1. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** "none": nothing is refused. */
  readonly limiter?: LimiterOptions | "none";
  /** Nothing goes wrong. */
  readonly faults?: FaultPlan;
  /** Milliseconds since 1970, for the limiter, the log and the Date header; the machine's clock. */
  readonly clock?: () => number;
  /** Whether bodies are compressed for clients that accept it; true. */
  readonly gzip?: boolean;
  /** "lazy": every answer is made anew. "prepared": it is kept and sent again as it was. */
  readonly pages?: "lazy" | "prepared";
};

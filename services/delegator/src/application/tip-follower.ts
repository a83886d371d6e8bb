import { evolveAll, isRefusal } from "@holdfast/cqrs";

import type { ChainSyncEvent } from "../domain/chain-sync-event.ts";
import type { ChainSyncRefusal } from "../domain/chain-sync-refusal.ts";
import { type ChainSyncState, windowOf } from "../domain/chain-sync-state.ts";
import { chainSync } from "../domain/chain-sync.ts";
import { toldEvents } from "../domain/told-events.ts";
import type { Clock } from "./clock.ts";
import { decided } from "./decided.ts";
import { isDeeplyDifferent } from "./deeper-look.ts";
import type { Events, HistoryReader, TipWriter } from "./history.ts";
import { LowerHead } from "./lower-head.ts";
import { storedTip } from "./stored-tip.ts";
import type { Tell } from "./sync-fact.ts";
import { askTip, type TipAnswer } from "./tip-answer.ts";
import { tipChange, type TipChange } from "./tip-change.ts";
import { countDoubt } from "./tip-doubt.ts";
import type { Upstream } from "./upstream.ts";
import type { TipHint } from "./wakeups.ts";

export type TipPorts = {
  readonly upstream: Upstream;
  readonly history: HistoryReader & TipWriter;
  readonly clock: Clock;
  readonly tell: Tell;
};

export type TipOptions = {
  /** Blocks on top of a block that make it final. */
  readonly finality: number;
  readonly pollMs: number;
};

/** How a look at the tip ended. */
export type TipLook = {
  /** More is waiting than one answer could tell. */
  readonly isBehind: boolean;
  /** The upstream's newest level when it answered; 0 when it gave no answer to go by. */
  readonly head: number;
  /** Whether the answer was taken over, and no reorg is announced that it does not show. */
  readonly isSettled: boolean;
  /** Mirror and chain differ where nothing may change any more. */
  readonly isDiverging: boolean;
};

const NOTHING_SEEN: TipLook = { isBehind: false, head: 0, isSettled: false, isDiverging: false };

/** What one answer takes back must be missing from a second one as well. */
const LOOKS_MAX = 3;

/** Keeps the newest levels equal to the chain, for one term of leadership. */
export class TipFollower {
  readonly #ports: TipPorts;
  readonly #options: TipOptions;
  readonly #lower: LowerHead;
  #tip: ChainSyncState;

  private constructor(ports: TipPorts, options: TipOptions, tip: ChainSyncState) {
    this.#ports = ports;
    this.#options = options;
    this.#tip = tip;
    this.#lower = new LowerHead(ports.clock, options.pollMs);
  }

  /** Reads where the mirror stands. */
  static async open(ports: TipPorts, options: TipOptions): Promise<TipFollower> {
    return new TipFollower(ports, options, await storedTip(ports.history));
  }

  /** Looks once, and takes over what differs. */
  async look(hint: TipHint, signal: AbortSignal): Promise<TipLook> {
    this.#lower.announce(hint.reorgTo);
    let suspects: ReadonlySet<number> | undefined;
    for (let look = 1; look <= LOOKS_MAX; look += 1) {
      const answer = await this.#ask(signal);
      if (answer === undefined) break;
      const { outcome } = answer;
      if (isRefusal(outcome)) return this.#refused(outcome, answer, signal);
      const retracted = retractedIds(outcome);
      if (this.#lower.isAnnounced || isKnown(retracted, suspects)) {
        return this.#apply(outcome, answer, signal);
      }
      suspects = retracted;
    }
    this.#ports.tell({ type: "TipDoubted", doubt: "unsteady" });
    return NOTHING_SEEN;
  }

  /** Stops writing until mirror and chain agree again; `look` finds out when they do. */
  async stop(): Promise<void> {
    const { history, tell } = this.#ports;
    const { final } = windowOf(this.#tip);
    const events = decided(this.#tip, { type: "ConfirmDivergence", level: final });
    if (events.length === 0) return;
    const reason = `mirror and chain differ at or below the final level ${final}`;
    await history.diverge(reason, events);
    // From now on it is compared as far back as it was looked.
    this.#tip = await storedTip(history);
    tell({ type: "Diverged", final });
  }

  #ask(signal: AbortSignal): Promise<TipAnswer | undefined> {
    const { finality } = this.#options;
    const mayBeShorter = (head: number) => this.#lower.isBelieved(head, windowOf(this.#tip).head);
    const question = { tip: this.#tip, finality, mayBeShorter };
    return askTip(this.#ports.upstream, question, signal);
  }

  async #refused(
    refusal: ChainSyncRefusal,
    { head }: TipAnswer,
    signal: AbortSignal,
  ): Promise<TipLook> {
    const { tell } = this.#ports;
    const seen = windowOf(this.#tip).head;
    if (refusal.code !== "difference_below_final") {
      tell({ type: "TipDoubted", doubt: "stale_replica", expected: seen, found: head });
      return { ...NOTHING_SEEN, head };
    }
    if (this.#tip.mirror.phase === "diverged") return { ...NOTHING_SEEN, head, isSettled: true };
    const { finality } = this.#options;
    const isDiverging = await isDeeplyDifferent(this.#ports, finality, signal);
    tell({ type: "TipDoubted", doubt: "difference_below_final", isConfirmed: isDiverging });
    return { ...NOTHING_SEEN, head, isDiverging };
  }

  async #apply(
    events: readonly ChainSyncEvent[],
    answer: TipAnswer,
    signal: AbortSignal,
  ): Promise<TipLook> {
    const { upstream, tell } = this.#ports;
    const { head, through } = answer;
    const change = tipChange(windowOf(this.#tip), events, through >= head);
    const doubt = await countDoubt(upstream, { change, rows: answer.rows }, signal);
    if (doubt !== undefined) {
      tell({ type: "TipDoubted", doubt: "count", ...doubt });
      return { ...NOTHING_SEEN, head };
    }
    if (events.length > 0) await this.#write(change, toldEvents(windowOf(this.#tip), events));
    this.#tip = evolveAll(chainSync, this.#tip, events);
    this.#lower.settled(events);
    const isSettled = !this.#lower.isAnnounced;
    return { isBehind: through < head, head, isSettled, isDiverging: false };
  }

  async #write(change: TipChange, events: Events): Promise<void> {
    const { history, tell } = this.#ports;
    const rows = await history.changeTip(change, events);
    if (change.isResolved) tell({ type: "DivergenceResolved" });
    const { head, isWhole, final, fromLevel } = change;
    const [added, retracted] = [change.added.length, change.retracted.length];
    if (retracted > 0) tell({ type: "ReorgHandled", fromLevel, toLevel: head, retracted, added });
    tell({ type: "TipAdvanced", head, isWhole, final: final.after, added, retracted, rows });
  }
}

function retractedIds(events: readonly ChainSyncEvent[]): ReadonlySet<number> {
  const taken = events.flatMap((event) => (event.type === "ReorgHandled" ? event.retracted : []));
  return new Set(taken.map(({ id }) => id));
}

/** Whether nothing is taken back that the look before did not miss as well. */
function isKnown(
  retracted: ReadonlySet<number>,
  suspects: ReadonlySet<number> | undefined,
): boolean {
  return retracted.isSubsetOf(suspects ?? new Set());
}

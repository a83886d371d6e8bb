import type { AccountPool } from "./account-pool.ts";
import { levelAtSeconds } from "./chain-time.ts";
import { ABSENT } from "./delegation-table.ts";
import { BABYLON_LEVEL } from "./protocols.ts";
import type { Random } from "./random.ts";
import { ADDRESS_KINDS } from "./synthetic-names.ts";

/** Who delegates in which operation; the rest of a row follows from it. */
export type OperationDraft = {
  readonly operation: number;
  readonly counter: number;
  readonly nonce: number;
  readonly initiator: number;
  readonly sender: number;
  readonly registers: boolean;
};

// Assumed, as everything below: what a crowded block holds.
const BATCH_SHARE = 0.4;
const INTERNALS_SHARE = 0.04;
const INTERNAL_SHARE = 0.032;

const LAUNCH_LAST_LEVEL = 1500;
const REGISTER_SHARE_AT_LAUNCH = 0.9;
const REGISTER_SHARE_BEFORE_BABYLON = 0.04;
const REGISTER_SHARE = 0.005;

/** Assumed: tz4 accounts delegate from 2023 on. */
const TZ4_FIRST_LEVEL = levelAtSeconds(Date.UTC(2023) / 1000);
/** Share of the senders up to and including each of ADDRESS_KINDS, internal operations aside. */
const KIND_UP_TO = [0.805, 0.895, 0.905, 0.915];
const KT1 = ADDRESS_KINDS.indexOf("KT1");
const TZ1 = ADDRESS_KINDS.indexOf("tz1");
const TZ4 = ADDRESS_KINDS.indexOf("tz4");

const COUNTERS_PER_LEVEL = 25;
const COUNTER_SPREAD = 1000;

/** Draws the operations of one block after another, numbering the operation groups from 0. */
export class OperationDrafts {
  readonly #random: Random;
  readonly #accounts: AccountPool;
  #operations = 0;

  constructor(random: Random, accounts: AccountPool) {
    this.#random = random;
    this.#accounts = accounts;
  }

  get operations(): number {
    return this.#operations;
  }

  /** `size` delegations of the block of `level`: separate ones, one batch, or one contract call's. */
  *ofBlock(level: number, size: number): Generator<OperationDraft> {
    const layout = this.#layout(level, size);
    let draft = this.#first(level, layout);
    yield draft;
    for (let position = 1; position < size; position += 1) {
      draft = this.#next(draft, level, layout);
      yield draft;
    }
  }

  #layout(level: number, size: number): Layout {
    const chance = this.#random.fraction();
    const canCall = level >= BABYLON_LEVEL;
    if (size === 1) return canCall && chance < INTERNAL_SHARE ? "internals" : "separate";
    if (canCall && chance < INTERNALS_SHARE) return "internals";
    return chance < INTERNALS_SHARE + BATCH_SHARE ? "batch" : "separate";
  }

  #first(level: number, layout: Layout): OperationDraft {
    const isInternal = layout === "internals";
    const registers = !isInternal && this.#registers(level);
    const operation = this.#operations;
    this.#operations += 1;
    return {
      operation,
      counter: level * COUNTERS_PER_LEVEL + this.#random.below(COUNTER_SPREAD),
      nonce: isInternal ? this.#random.below(3) : ABSENT,
      initiator: isInternal ? this.#accounts.sender(TZ1) : ABSENT,
      sender: registers ? this.#accounts.open() : this.#sender(level, isInternal),
      registers,
    };
  }

  #next(previous: OperationDraft, level: number, layout: Layout): OperationDraft {
    switch (layout) {
      case "separate":
        return this.#first(level, layout);
      case "batch":
        return { ...previous, counter: previous.counter + 1 };
      case "internals": {
        const sender = this.#accounts.sender(KT1);
        return { ...previous, nonce: previous.nonce + 1, sender };
      }
      default:
        return layout satisfies never;
    }
  }

  #registers(level: number): boolean {
    return !this.#accounts.hasBaker || this.#random.fraction() < registerShare(level);
  }

  #sender(level: number, isInternal: boolean): number {
    if (level < BABYLON_LEVEL || isInternal) return this.#accounts.sender(KT1);
    const chance = this.#random.fraction();
    const index = KIND_UP_TO.findIndex((limit) => chance < limit);
    if (index === TZ4 && level < TZ4_FIRST_LEVEL) return this.#accounts.sender(TZ1);
    return this.#accounts.sender(index < 0 ? KT1 : index);
  }
}

type Layout = "separate" | "batch" | "internals";

function registerShare(level: number): number {
  if (level >= BABYLON_LEVEL) return REGISTER_SHARE;
  return level <= LAUNCH_LAST_LEVEL ? REGISTER_SHARE_AT_LAUNCH : REGISTER_SHARE_BEFORE_BABYLON;
}

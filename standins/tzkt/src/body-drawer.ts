import type { BlockBody, Group, Inclusion } from "./block-body.ts";
import type { DelegateLedger } from "./delegate-ledger.ts";
import { ABSENT, STATUSES, type DelegationColumns } from "./delegation-table.ts";
import { LIVE_FIRST, liveAccount, liveCodeHash } from "./live-names.ts";
import { logUniform } from "./log-uniform.ts";
import { operationsBefore } from "./operation-counter.ts";
import type { Random } from "./random.ts";
import { EMPTY_ROW, type RowValues } from "./row-values.ts";

// Shares are higher than in history, so that a short run meets everything.
const BATCH_SHARE = 0.12;
const INTERNALS_SHARE = 0.12;
const CROWD_MAX = 4;
const KNOWN_SENDER_SHARE = 0.5;
const REGISTER_SHARE = 0.04;
const UNDELEGATE_SHARE = 0.16;
const STAKING_UPDATES_SHARE = 0.02;
const ZERO_AMOUNT_SHARE = 0.05;
const STATUS_UP_TO = [0.88, 0.94, 0.97];

const FAILED = STATUSES.indexOf("failed");
const SKIPPED = STATUSES.indexOf("skipped");
const COUNTERS_PER_LEVEL = 25;
const COUNTER_SPREAD = 1000;
const AMOUNT_DECADES = { first: 3, count: 9 };
const FEE_MIN = 300;
const FEE_SPREAD = 101;
const GAS = 1000;

/** What a new block is drawn against. */
export type Circumstances = {
  readonly level: number;
  readonly columns: DelegationColumns;
  readonly ledger: DelegateLedger;
};

/** What every new block is drawn from. */
export type BodyDraws = {
  readonly random: Random;
  /** Delegations in a block, on average. */
  readonly density: number;
  /** Where the texts of failures start in the table's list. */
  readonly firstError: number;
};

/** Draws the contents of blocks that are made while the chain lives. */
export class BodyDrawer {
  readonly #draws: BodyDraws;
  #operations = 0;
  #accounts = 0;

  constructor(draws: BodyDraws) {
    this.#draws = draws;
  }

  /** As many operations as blocks of that level have, and about `density` delegations among them. */
  body(circumstances: Circumstances): BlockBody {
    const { random, density } = this.#draws;
    const { level } = circumstances;
    const usual = operationsBefore(level + 1) - operationsBefore(level);
    const operations = Math.max(1, (usual >> 1) + random.below(usual + 1));
    const size = Math.floor(random.fraction() * 2 * density + random.fraction());
    const groups: Group[] = [];
    for (let left = size; left > 0;) {
      const group = this.group(circumstances, left);
      groups.push(group);
      left -= group.length;
    }
    return { operations: operations + size, groups };
  }

  /** One operation with `most` delegations at most. */
  group(circumstances: Circumstances, most = 1): Group {
    const { random } = this.#draws;
    const chance = random.fraction();
    const size = Math.min(most, 2 + random.below(CROWD_MAX - 1));
    const first = this.#first(circumstances);
    if (chance < INTERNALS_SHARE) return this.#internals(first, size, circumstances);
    if (chance >= INTERNALS_SHARE + BATCH_SHARE) return [first];
    return Array.from({ length: size }, (_, index) => {
      const counter = first.row.counter + index;
      return index === 0 ? first : { gap: 0, row: { ...first.row, counter } };
    });
  }

  /** A contract call that makes contracts delegate: they share the counter, the caller pays. */
  #internals(first: Inclusion, size: number, circumstances: Circumstances): Group {
    const { random } = this.#draws;
    const firstNonce = random.below(3);
    const initiator = this.#newAccount(false);
    return Array.from({ length: size }, (_, index): Inclusion => {
      const sender = this.#newAccount(true);
      const chosen = this.#delegate(sender, circumstances);
      const paid = { gasLimit: 0, bakerFee: 0, nonce: firstNonce + index, initiator };
      const codeHash = { senderCodeHash: liveCodeHash(sender) };
      const row = { ...first.row, ...paid, ...codeHash, sender, newDelegate: chosen };
      return { gap: index === 0 ? first.gap : 0, row };
    });
  }

  #first(circumstances: Circumstances): Inclusion {
    const { random } = this.#draws;
    const { level, ledger } = circumstances;
    const registers = ledger.bakers.length === 0 || random.fraction() < REGISTER_SHARE;
    const { sender, senderCodeHash } = registers
      ? namedSender(this.#newAccount(false))
      : this.#sender(circumstances);
    const row: RowValues = {
      ...EMPTY_ROW,
      ...this.#outcome(ledger),
      operation: LIVE_FIRST + this.#operations,
      counter: level * COUNTERS_PER_LEVEL + random.below(COUNTER_SPREAD),
      sender,
      senderCodeHash,
      newDelegate: registers ? sender : this.#delegate(sender, circumstances),
      gasLimit: GAS + 100,
      bakerFee: FEE_MIN + random.below(FEE_SPREAD),
      amount: random.fraction() < ZERO_AMOUNT_SHARE ? 0 : this.#amount(),
    };
    this.#operations += 1;
    return { gap: random.below(CROWD_MAX), row };
  }

  #amount(): number {
    return Math.floor(logUniform(this.#draws.random, AMOUNT_DECADES));
  }

  /** Somebody who has delegated before, of late more often, or somebody new. */
  #sender({ columns }: Circumstances): Sender {
    const { random } = this.#draws;
    const fraction = random.fraction();
    const isKnown = random.fraction() < KNOWN_SENDER_SHARE;
    const row = columns.id.length - 1 - Math.floor(columns.id.length * fraction * fraction);
    const [sender, senderCodeHash] = [columns.sender[row], columns.senderCodeHash[row]];
    if (!isKnown || sender === undefined || senderCodeHash === undefined) {
      return namedSender(this.#newAccount(random.fraction() < INTERNALS_SHARE));
    }
    return { sender, senderCodeHash };
  }

  /** A baker only confirms itself; everybody else chooses another one or leaves. */
  #delegate(sender: number, { ledger }: Circumstances): number {
    const { random } = this.#draws;
    const before = ledger.delegateOf(sender);
    if (before === sender) return sender;
    if (before !== ABSENT && random.fraction() < UNDELEGATE_SHARE) return ABSENT;
    const { bakers } = ledger;
    return bakers[random.below(bakers.length)] ?? ABSENT;
  }

  #outcome(ledger: DelegateLedger): Partial<RowValues> {
    const { random, firstError } = this.#draws;
    const chance = random.fraction();
    const updates = random.fraction() < STAKING_UPDATES_SHARE ? 1 : ABSENT;
    const index = STATUS_UP_TO.findIndex((limit) => chance < limit);
    // Somebody has to be registered before anything can fail.
    const status = ledger.bakers.length === 0 ? 0 : index < 0 ? SKIPPED : index;
    return {
      status,
      errors: status === FAILED ? firstError : ABSENT,
      gasUsed: status === SKIPPED ? 0 : GAS,
      stakingUpdatesCount: updates,
    };
  }

  /** Accounts are numbered so that every sixteenth is a contract. */
  #newAccount(isContract: boolean): number {
    let account: number;
    do {
      account = liveAccount(this.#accounts);
      this.#accounts += 1;
    } while ((liveCodeHash(account) !== ABSENT) !== isContract);
    return account;
  }
}

type Sender = Pick<RowValues, "sender" | "senderCodeHash">;

function namedSender(sender: number): Sender {
  return { sender, senderCodeHash: liveCodeHash(sender) };
}

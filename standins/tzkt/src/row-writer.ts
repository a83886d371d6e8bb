import type { AccountPool } from "./account-pool.ts";
import { secondsOfLevel } from "./chain-time.ts";
import { ABSENT, STATUSES, type DelegationColumns } from "./delegation-table.ts";
import { logUniform } from "./log-uniform.ts";
import { IDS_PER_OPERATION, operationsBefore } from "./operation-counter.ts";
import type { OperationDraft } from "./operation-drafts.ts";
import { mix, type Random } from "./random.ts";

/** What the `errors` column points into. */
export const ERROR_TEXTS = [
  '[{"type":"delegate.unchanged"}]',
  '[{"type":"delegate.already_active"}]',
];
const UNCHANGED = 0;
const ALREADY_ACTIVE = 1;

// Assumed shares. An account that has no baker cannot leave one, so fewer than these rows do.
const UNDELEGATE_SHARE = 0.16;
const ZERO_AMOUNT_SHARE = 0.03;
const STAKING_UPDATES_SHARE = 0.005;
const STATUS_UP_TO = [0.97, 0.99, 0.995];
const APPLIED = STATUSES.indexOf("applied");
const FAILED = STATUSES.indexOf("failed");
const SKIPPED = STATUSES.indexOf("skipped");

/** Mutez: from 10^3 up to 10^12. */
const AMOUNT_DECADES = { first: 3, count: 9 };

const YEAR_2019 = Date.UTC(2019) / 1000;
const FEE_MAX_2018 = 50_000;
const FEE_MIN = 300;
const FEE_SPREAD = 101;
/** Gas became ten times cheaper with Delphi. */
const DELPHI_LEVEL = 1_212_417;
const STAKING_FIRST_LEVEL = 5_726_209;
const CONTRACT_PROGRAMS = 40;
/** At most this many operations of other kinds lie between two delegations of a crowded block. */
const OPERATIONS_BETWEEN = 3;

/** Fills the columns row by row; every row of a block after its `startBlock`. */
export class RowWriter {
  readonly #columns: DelegationColumns;
  readonly #random: Random;
  readonly #accounts: AccountPool;
  #row = 0;
  #level = 0;
  #seconds = 0;
  #position = 0;
  #operation = ABSENT;

  constructor(columns: DelegationColumns, random: Random, accounts: AccountPool) {
    this.#columns = columns;
    this.#random = random;
    this.#accounts = accounts;
  }

  startBlock(level: number, size: number): void {
    this.#level = level;
    this.#seconds = secondsOfLevel(level);
    const first = operationsBefore(level);
    const room = Math.max(operationsBefore(level + 1) - first - size * OPERATIONS_BETWEEN, 1);
    this.#position = Math.max(first + this.#random.below(room), this.#position + 1);
  }

  write(draft: OperationDraft): void {
    const { prevDelegate, newDelegate } = this.#choice(draft);
    const status = this.#status();
    this.#place(draft);
    this.#columns.prevDelegate[this.#row] = prevDelegate;
    this.#columns.newDelegate[this.#row] = newDelegate;
    this.#columns.status[this.#row] = status;
    this.#pay(draft, status);
    if (status === FAILED) {
      this.#columns.errors[this.#row] = draft.registers ? ALREADY_ACTIVE : UNCHANGED;
    }
    if (status === APPLIED) this.#accounts.delegate(draft.sender, newDelegate);
    this.#row += 1;
  }

  #choice(draft: OperationDraft): { prevDelegate: number; newDelegate: number } {
    const prevDelegate = this.#accounts.delegateOf(draft.sender);
    if (draft.registers || prevDelegate === draft.sender) {
      return { prevDelegate, newDelegate: draft.sender };
    }
    const leaves = prevDelegate !== ABSENT && this.#random.fraction() < UNDELEGATE_SHARE;
    return { prevDelegate, newDelegate: leaves ? ABSENT : this.#accounts.baker() };
  }

  #status(): number {
    // Somebody has to be registered before anybody can delegate.
    if (!this.#accounts.hasBaker) return APPLIED;
    const chance = this.#random.fraction();
    const index = STATUS_UP_TO.findIndex((limit) => chance < limit);
    return index < 0 ? SKIPPED : index;
  }

  /** Where the row stands in the chain and which operation it belongs to. */
  #place(draft: OperationDraft): void {
    const { id, level, seconds, operation, counter, nonce, sender, initiator } = this.#columns;
    const isSame = draft.operation === this.#operation;
    const isFirst = this.#row === 0 || level[this.#row - 1] !== this.#level;
    if (!isFirst) this.#position += isSame ? 1 : 1 + this.#random.below(OPERATIONS_BETWEEN);
    this.#operation = draft.operation;
    id[this.#row] = this.#position * IDS_PER_OPERATION;
    level[this.#row] = this.#level;
    seconds[this.#row] = this.#seconds;
    operation[this.#row] = draft.operation;
    counter[this.#row] = draft.counter;
    nonce[this.#row] = draft.nonce;
    sender[this.#row] = draft.sender;
    initiator[this.#row] = draft.initiator;
    this.#columns.senderCodeHash[this.#row] = this.#codeHash(draft.sender);
  }

  /** Contracts share few programs, so few hashes cover them all. */
  #codeHash(sender: number): number {
    return this.#accounts.isContract(sender) ? mix(sender % CONTRACT_PROGRAMS) | 0 : ABSENT;
  }

  #pay(draft: OperationDraft, status: number): void {
    const columns = this.#columns;
    const isInternal = draft.nonce !== ABSENT;
    const is2018 = this.#seconds < YEAR_2019;
    const gas = this.#level < DELPHI_LEVEL ? 10_000 : 1000;
    columns.amount[this.#row] = this.#amount();
    columns.storageLimit[this.#row] = 0;
    if (!is2018 && status !== SKIPPED) columns.gasUsed[this.#row] = gas;
    if (!is2018 && !isInternal) columns.gasLimit[this.#row] = gas + 100;
    if (!isInternal) columns.bakerFee[this.#row] = this.#fee(is2018);
    if (this.#level >= STAKING_FIRST_LEVEL && this.#random.fraction() < STAKING_UPDATES_SHARE) {
      columns.stakingUpdatesCount[this.#row] = 1 + this.#random.below(2);
    }
  }

  #amount(): number {
    if (this.#random.fraction() < ZERO_AMOUNT_SHARE) return 0;
    return Math.floor(logUniform(this.#random, AMOUNT_DECADES));
  }

  #fee(is2018: boolean): number {
    return is2018 ? this.#random.below(FEE_MAX_2018 + 1) : FEE_MIN + this.#random.below(FEE_SPREAD);
  }
}

import { ABSENT } from "./delegation-table.ts";
import type { Random } from "./random.ts";
import { ADDRESS_KINDS } from "./synthetic-names.ts";

const TZ1 = ADDRESS_KINDS.indexOf("tz1");
const KT1 = ADDRESS_KINDS.indexOf("KT1");

// Assumed: of all senders drawn this share is new, which gives about 300,000 for 760,930 rows.
const NEW_SHARE = 0.43;

// Every third baker has a name; the first ones have what a careless client trips over.
const NAMED_EVERY = 3;
const AWKWARD_NAMES = ['The "Oven" & Sons', "Bäckerei Grün", "パン屋", "Back\\slash </script>"];

/** The accounts of a synthetic chain: who exists, of which kind, and whom each delegates to. */
export class AccountPool {
  readonly #random: Random;
  readonly #kinds: Uint8Array;
  readonly #delegates: Int32Array;
  readonly #senders: readonly number[][] = ADDRESS_KINDS.map(() => []);
  readonly #bakers: number[] = [];
  readonly #aliases = new Map<number, string>();
  #count = 0;

  constructor(random: Random, capacity: number) {
    this.#random = random;
    this.#kinds = new Uint8Array(capacity);
    this.#delegates = new Int32Array(capacity).fill(ABSENT);
  }

  /** Index into ADDRESS_KINDS for every account so far. */
  get kinds(): Uint8Array {
    return this.#kinds.slice(0, this.#count);
  }

  get aliases(): ReadonlyMap<number, string> {
    return this.#aliases;
  }

  get hasBaker(): boolean {
    return this.#bakers.length > 0;
  }

  /** An account of that kind that is no baker: a new one or, early ones more often, one seen before. */
  sender(kind: number): number {
    const seen = this.#senders[kind] ?? [];
    if (seen.length > 0 && this.#random.fraction() >= NEW_SHARE) return this.#favourite(seen);
    const account = this.open(kind);
    seen.push(account);
    return account;
  }

  /** A new account of that kind. */
  open(kind = TZ1): number {
    const account = this.#count;
    this.#kinds[account] = kind;
    this.#count += 1;
    return account;
  }

  /** A registered baker, early ones more often. */
  baker(): number {
    return this.#favourite(this.#bakers);
  }

  isContract(account: number): boolean {
    return this.#kinds[account] === KT1;
  }

  delegateOf(account: number): number {
    return this.#delegates[account] ?? ABSENT;
  }

  delegate(account: number, baker: number): void {
    if (account === baker && this.delegateOf(account) !== account) this.#register(account);
    this.#delegates[account] = baker;
  }

  #register(account: number): void {
    this.#bakers.push(account);
    const nth = this.#bakers.length;
    if (nth % NAMED_EVERY !== 0) return;
    this.#aliases.set(account, AWKWARD_NAMES[nth / NAMED_EVERY - 1] ?? `Baker ${nth}`);
  }

  /** The cube of a uniform fraction: half of the choices fall on the first eighth. */
  #favourite(accounts: readonly number[]): number {
    const fraction = this.#random.fraction();
    return accounts[Math.floor(accounts.length * fraction * fraction * fraction)] ?? 0;
  }
}

import type { Account } from "../domain/account.ts";

/** By its id alone: two tenants may have given the same one, and then the later account is kept. */
type Kept = { readonly tenant: string; readonly account: Account };

/** A time of the database that was told, and when it was heard of. */
type ToldTime = { readonly ms: number; readonly heardMs: number };

/** Clocks may differ in how fast they go. */
const TIME_AGE_MS_MAX = 10_000;

/**
 * What accounts have become, as far as this process knows: what was committed of them, or was decided and is on its way.
 * Others may have written since, so that whoever decides by it has to have it compared as it is written. An account that
 * is being opened, which locks its row, is not kept until that has ended. The ones that were changed longest ago are
 * forgotten first.
 */
export class KeptAccounts {
  readonly #max: number;
  readonly #nowMs: () => number;
  /** Half of them at most: when these are as many, the others are forgotten, and become these. */
  #young = new Map<string, Kept>();
  #old = new Map<string, Kept>();
  /** By how many each is being opened, and what ends with the last of them. */
  readonly #opened = new Map<
    string,
    { users: number; readonly ended: PromiseWithResolvers<void> }
  >();
  #time: ToldTime | undefined;

  /** `nowMs` goes by a clock that never goes back. */
  constructor({ max, nowMs }: { readonly max: number; readonly nowMs: () => number }) {
    this.#max = max;
    this.#nowMs = nowMs;
  }

  /** An account, if it is known and not being opened. */
  get(tenant: string, id: string): Account | undefined {
    const kept = this.#young.get(id) ?? this.#old.get(id);
    return kept?.tenant === tenant ? kept.account : undefined;
  }

  /** What an account has become. */
  put(tenant: string, account: Account): void {
    if (this.#max === 0 || this.#opened.has(account.id)) return;
    this.#young.set(account.id, { tenant, account });
    if (this.#young.size * 2 < this.#max) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** What is known of accounts may be wrong, and so may the time. */
  forget(ids: Iterable<string>): void {
    this.#time = undefined;
    this.#drop(ids);
  }

  /** Another server may have taken over, which does not know all that was committed. */
  forgetAll(): void {
    this.#time = undefined;
    this.#young = new Map();
    this.#old = new Map();
  }

  #drop(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#young.delete(id);
      this.#old.delete(id);
    }
  }

  /** Forgets accounts for as long as `work` takes, which locks their rows. */
  async whileOpen<T>(ids: ReadonlySet<string>, work: () => Promise<T>): Promise<T> {
    this.#drop(ids);
    for (const id of ids) this.#open(id);
    try {
      return await work();
    } finally {
      for (const id of ids) this.#close(id);
    }
  }

  /** Resolves when those who are opening an account by now have ended; undefined if nobody is. */
  opened(id: string): Promise<void> | undefined {
    return this.#opened.get(id)?.ended.promise;
  }

  /** The database has told the time just now. */
  learnTime(iso: string): void {
    this.#time = { ms: Date.parse(iso), heardMs: this.#nowMs() };
  }

  /** The time of the database, some milliseconds behind it; undefined if it was not heard of for too long. */
  time(): string | undefined {
    if (this.#time === undefined) return undefined;
    const ageMs = this.#nowMs() - this.#time.heardMs;
    return ageMs > TIME_AGE_MS_MAX
      ? undefined
      : new Date(this.#time.ms + Math.floor(ageMs)).toISOString();
  }

  #open(id: string): void {
    const opened = this.#opened.get(id);
    if (opened === undefined) {
      this.#opened.set(id, { users: 1, ended: Promise.withResolvers() });
    } else {
      opened.users += 1;
    }
  }

  #close(id: string): void {
    const opened = this.#opened.get(id);
    if (opened === undefined) return;
    opened.users -= 1;
    if (opened.users > 0) return;
    this.#opened.delete(id);
    opened.ended.resolve();
  }
}

import { Form3Error, type Account, type Form3, type NewAccount } from "@holdfast/form3";

import { SoakFailure } from "../soak-failure.ts";
import type { HistoryStage } from "./history-stage.ts";

/** What a call may end with when only the outside world is to blame. */
const EXCUSED: ReadonlySet<string> = new Set(["network", "timeout", "server", "rate_limited"]);

/** An account that belongs to one actor alone, and what he knows of it. */
export type Owned = {
  readonly number: string;
  /** Undefined while no creation was answered. */
  id: string | undefined;
  version: number;
  /** `unknown` after a call that failed: it may have been carried out. */
  state: "there" | "gone" | "unknown";
};

/** An id for which several actors create accounts. */
export type Shared = { readonly id: string; readonly countries: readonly string[] };

/** What one actor was told. */
export type Told = {
  readonly owned: Owned[];
  /** Creations of shared ids that succeeded, the first ones and the replayed ones. */
  readonly shared: { readonly id: string; readonly replayed: boolean }[];
};

const ORGANISATION = "eb0bd6f5-c3f5-44b2-b677-acd23cdde73c";
const COUNTRIES = ["GB", "FR"] as const;
const PAUSE_MS_MAX = 2000;

/** Somebody who creates, changes, deletes and walks accounts, and compares every answer with what he knows. */
export class Actor {
  readonly told: Told = { owned: [], shared: [] };
  readonly #stage: HistoryStage;
  readonly #form3: Form3;
  readonly #name: string;
  readonly #note: (text: string) => void;

  constructor(stage: HistoryStage, name: string, note: (text: string) => void) {
    this.#stage = stage;
    this.#form3 = stage.client();
    this.#name = name;
    this.#note = (text) => note(`${stage.time.nowMs % 10_000_000} ${name}: ${text}`);
  }

  async live(deeds: number, shared: readonly Shared[]): Promise<void> {
    for (let deed = 0; deed < deeds; deed += 1) {
      await this.#stage.time.sleep(this.#below(PAUSE_MS_MAX));
      await this.#act(shared);
    }
  }

  async #act(shared: readonly Shared[]): Promise<void> {
    const mine = this.told.owned.filter(({ state }) => state === "there");
    const own = mine[this.#below(mine.length)];
    const chance = this.#stage.random();
    if (own === undefined || chance < 0.3) return this.#create();
    if (chance < 0.45) return this.#createShared(shared[this.#below(shared.length)]);
    if (chance < 0.6) return this.#update(own);
    if (chance < 0.7) return this.#deleteOther(own);
    if (chance < 0.85) return this.#delete(own);
    return chance < 0.92 ? this.#fetch(own) : this.#walk(mine);
  }

  async #create(): Promise<void> {
    const number = `${this.#name}${this.told.owned.length}`;
    const own: Owned = { number, id: undefined, version: 0, state: "unknown" };
    this.told.owned.push(own);
    const created = await this.#excusing(`create ${number}`, () =>
      this.#form3.accounts.create(newAccount({ account_number: number })),
    );
    if (created === undefined) return;
    const { account } = created;
    if (account.attributes.account_number !== number) this.#broken(`${number} is another account`);
    Object.assign(own, { id: account.id, version: account.version, state: "there" });
  }

  async #createShared(wanted: Shared | undefined): Promise<void> {
    if (wanted === undefined) return;
    const { id, countries } = wanted;
    const country = countries[this.#below(countries.length)] ?? "GB";
    const what = `create shared ${id} in ${country}`;
    const created = await this.#excusing(what, async () => {
      try {
        return await this.#form3.accounts.create({ ...newAccount({ country }), id });
      } catch (error) {
        if (!isOf(error, "duplicate")) throw error;
        // Somebody's account must be there: nobody deletes these.
        if (!this.#stage.commits.some((commit) => commit.id === id)) this.#broken(`${what}: no`);
        return undefined;
      }
    });
    if (created === undefined) return;
    if (created.account.attributes.country !== country) this.#broken(`${what}: another one`);
    this.told.shared.push({ id, replayed: created.replayed });
  }

  async #update(own: Owned): Promise<void> {
    const { id = "", version } = own;
    own.state = "unknown";
    const attributes = { bank_id: `V${this.#below(1000)}` };
    const saved = await this.#excusing(`update ${own.number} from ${version}`, () =>
      this.#form3.accounts.update({ id, version, attributes }),
    );
    if (saved === undefined) return;
    this.#check(saved.account, { version: version + 1, bank_id: attributes.bank_id });
    Object.assign(own, { version: version + 1, state: "there" });
  }

  async #delete(own: Owned): Promise<void> {
    const { id = "", version } = own;
    own.state = "unknown";
    const done = await this.#excusing(`delete ${own.number} of ${version}`, () =>
      this.#form3.accounts.delete({ id, version }),
    );
    if (done !== undefined) own.state = "gone";
  }

  /** A deletion of a version that never was must be refused and change nothing. */
  async #deleteOther({ id = "", version, number }: Owned): Promise<void> {
    await this.#excusing(`delete ${number} of a wrong version`, async () => {
      try {
        await this.#form3.accounts.delete({ id, version: version + 5 });
      } catch (error) {
        if (isOf(error, "version_conflict")) return;
        throw error;
      }
      this.#broken(`${number} was deleted by a wrong version`);
    });
  }

  async #fetch({ id = "", version, number }: Owned): Promise<void> {
    const account = await this.#excusing(`fetch ${number}`, () =>
      this.#form3.accounts.fetch({ id }),
    );
    if (account !== undefined) this.#check(account, { version });
  }

  /** What was there throughout is told once, whatever others do meanwhile. */
  async #walk(mine: readonly Owned[]): Promise<void> {
    const prefetch = this.#below(2) === 0 ? 0 : 1;
    const request = { pageSize: 1 + this.#below(4) };
    const walked = await this.#excusing(`walk ${request.pageSize} at a time`, () =>
      this.#form3.accounts.list(request, { prefetch }).toArray({ limit: 10_000 }),
    );
    if (walked === undefined) return;
    const counts = new Map<string, number>();
    for (const { id } of walked) counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const { id = "", number } of mine) {
      const times = counts.get(id) ?? 0;
      if (times !== 1) this.#broken(`${number} was walked past ${times} times`);
    }
  }

  /** Undefined when the outside world is to blame; anything else that is thrown breaks a promise. */
  async #excusing<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await act();
      this.#note(what);
      return result;
    } catch (error) {
      if (!(error instanceof Form3Error) || !EXCUSED.has(error.kind)) {
        if (error instanceof SoakFailure) throw error;
        this.#broken(`${what}: ${String(error)}`);
      }
      this.#note(`${what}: ${error.kind} after ${error.attempts} attempts`);
      return undefined;
    }
  }

  #check(account: Account, wanted: { readonly version: number; readonly bank_id?: string }): void {
    const { version, attributes } = account;
    const isRight = wanted.bank_id === undefined || attributes.bank_id === wanted.bank_id;
    if (version !== wanted.version || !isRight) {
      this.#broken(`${account.id} is ${JSON.stringify(account)} instead of ${wanted.version}`);
    }
  }

  #broken(what: string): never {
    throw new SoakFailure(`${this.#name}: ${what}`);
  }

  #below(limit: number): number {
    return Math.floor(this.#stage.random() * limit);
  }
}

function newAccount(attributes: Partial<NewAccount["attributes"]>): NewAccount {
  return {
    organisation_id: ORGANISATION,
    attributes: { country: "GB", name: ["Ada"], ...attributes },
  };
}

function isOf(error: unknown, kind: string): boolean {
  return error instanceof Form3Error && error.kind === kind;
}

/** Some ids of which all creators want the same account, and some of which they do not. */
export function sharedAccounts(stage: HistoryStage): readonly Shared[] {
  return [COUNTRIES, COUNTRIES.slice(0, 1)].map((countries) => ({ id: stage.newId(), countries }));
}

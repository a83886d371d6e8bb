import { drawUuid } from "../draw-uuid.ts";
import type { Draw } from "../draw.ts";
import type { Condition, Delivery, Operation, PlannedAccount } from "./plan.ts";
import { LEDGERS } from "./plan.ts";

const PAID_IN = "5000";
const CUSTOMERS_LEAST = 3;
const CUSTOMERS_MOST = 5;
const ABANDONED_MS_MAX = 40;
const LIMITED = "debits_must_not_exceed_credits";

/** What one tenant has asked for so far, so that later requests are about it. */
export class Clients {
  readonly tenant: string;
  readonly at: number;
  /** Of the house; it may be overdrawn, and gives and takes what is exchanged. */
  readonly houses: readonly PlannedAccount[];
  /** Of the house; payments to the rail go through them. */
  readonly clearings: readonly PlannedAccount[];
  readonly accounts: PlannedAccount[] = [];
  readonly holds: string[] = [];
  readonly moves: string[] = [];
  /** Quotes and what they sell, which is the first ledger or the second. */
  readonly quotes: { readonly id: string; readonly sells: number }[] = [];
  readonly conditions = new Map<string, Condition>();
  readonly sent: Operation[] = [];
  readonly #draw: Draw;

  constructor(draw: Draw, at: number) {
    this.#draw = draw;
    this.at = at;
    this.tenant = this.newId();
    this.houses = LEDGERS.map((ledger) => ({ id: this.newId(), ledger }));
    this.clearings = LEDGERS.map((ledger) => ({ id: this.newId(), ledger }));
  }

  /** Opens the accounts and pays into those of customers. */
  openings(): readonly Operation[] {
    const houses = this.houses.map((house) => this.opening(house, { limit: "none" }));
    const clearings = this.clearings.map((each) =>
      this.opening(each, { number: `CLEARING-${each.ledger}` }),
    );
    const customers = LEDGERS.flatMap((ledger) => {
      const count = this.#draw.between(CUSTOMERS_LEAST, CUSTOMERS_MOST);
      return Array.from({ length: count }, () => ({ id: this.newId(), ledger }));
    });
    this.accounts.push(...customers);
    const openings = customers.map((each) => this.opening(each));
    const payments = customers.map((to) => {
      const mark = this.newMark();
      const body = { ...this.sides(this.houseOf(to), to), amount: PAID_IN };
      return this.operation("/v1/transfers", { ...body, metadata: { op: mark } }, [mark]);
    });
    return [...houses, ...clearings, ...openings, ...payments].map((each) => ({
      ...each,
      delivery: { kind: "plain" },
    }));
  }

  opening({ id, ledger }: PlannedAccount, more: object = {}): Operation {
    const kind = { code: 2_000, normal_side: "credit", limit: LIMITED };
    return this.operation("/v1/accounts", { id, ledger, ...kind, ...more }, [id]);
  }

  houseOf({ ledger }: PlannedAccount): PlannedAccount {
    const house = this.houses.find((each) => each.ledger === ledger);
    if (house === undefined) throw new RangeError(`no house keeps ${ledger}`);
    return house;
  }

  sides(from: PlannedAccount, to: PlannedAccount) {
    return { debit_account: from.id, credit_account: to.id };
  }

  operation(path: string, body: object, marks: readonly string[]): Operation {
    const operation = {
      tenant: this.at,
      key: this.newId(),
      path,
      body: JSON.stringify(body),
      delivery: this.#delivery(),
      marks,
      isWrong: false,
    };
    this.sent.push(operation);
    return operation;
  }

  /** One of a list; undefined when there is none yet. */
  pick<Thing>(list: readonly Thing[]): Thing | undefined {
    return list[this.#draw.between(0, list.length - 1)];
  }

  /** Different accounts of the same ledger, the house now and then. */
  pair(): readonly [PlannedAccount, PlannedAccount] {
    const ledger = this.pick(LEDGERS);
    const all = [...this.accounts, ...this.houses].filter((each) => each.ledger === ledger);
    const from = this.#draw.between(0, all.length - 1);
    const to = (from + this.#draw.between(1, all.length - 1)) % all.length;
    const [one, other] = [all[from], all[to]];
    if (one === undefined || other === undefined) throw new RangeError("a ledger has no accounts");
    return [one, other];
  }

  newMark(): string {
    return `op-${this.newId()}`;
  }

  newId(): string {
    return drawUuid(this.#draw);
  }

  #delivery(): Delivery {
    const lot = this.#draw.between(1, 100);
    if (lot <= 12) return { kind: "twice" };
    if (lot <= 24) return { kind: "again" };
    if (lot > 36) return { kind: "plain" };
    return { kind: "abandoned", afterMs: this.#draw.between(0, ABANDONED_MS_MAX) };
  }
}

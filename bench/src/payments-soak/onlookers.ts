import { isRecord } from "../registry.ts";
import { recordsIn } from "./audit/records-in.ts";
import type { Plan } from "./plan.ts";
import { LEDGERS } from "./plan.ts";
import { isAccepted, type Told } from "./told.ts";
import type { Counter } from "./workers.ts";

/** Of each tenant's, so many are asked for by the next one. */
const PRIED = 5;
const STATEMENTS = 3;

/** Looks at what the service shows once all is at rest: what adds up, and what is nobody else's business. */
export class Onlookers {
  readonly #counter: Counter;
  readonly #plan: Plan;

  constructor(counter: Counter, plan: Plan) {
    this.#counter = counter;
    this.#plan = plan;
  }

  /** What is not as it should be. */
  async look(told: readonly Told[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const tenant of this.#plan.tenants.keys()) {
      const made = told.filter((each) => each.operation.tenant === tenant);
      const ids = idsOf(made);
      for (const ledger of LEDGERS) found.push(...(await this.#balance(tenant, ledger)));
      for (const id of ids.accounts.slice(0, STATEMENTS)) {
        found.push(...(await this.#statement(tenant, id)));
      }
      const paths = [
        ...ids.accounts.slice(-PRIED).map((id) => `/v1/accounts/${id}`),
        ...ids.accounts.slice(-1).map((id) => `/v1/accounts/${id}/statement`),
        ...ids.transfers.slice(-PRIED).map((id) => `/v1/transfers/${id}`),
      ];
      for (const path of paths) found.push(...(await this.#pry(tenant, path)));
    }
    return found;
  }

  /** The trial balance is 0, and the tables are what the service makes of the log. */
  async #balance(tenant: number, ledger: string): Promise<readonly string[]> {
    const path = `/v1/ledgers/${ledger}/trial-balance?verify=true`;
    const { status, text } = await this.#get(tenant, path);
    const answer: unknown = status === 200 ? JSON.parse(text) : undefined;
    const verification = isRecord(answer) ? answer["verification"] : undefined;
    const differences = isRecord(verification) ? verification["differences"] : undefined;
    const isWhole = Array.isArray(differences) && differences.length === 0;
    if (isWhole && isRecord(answer) && answer["is_balanced"] === true) return [];
    return [`trial balance of ${ledger}: ${status} ${text}`];
  }

  /** Lines follow each other without a gap, and what they change makes the closing balance, over all pages. */
  async #statement(tenant: number, id: string): Promise<readonly string[]> {
    const found: string[] = [];
    let [version, balance] = [0n, 0n];
    for (let query = ""; ;) {
      const path = `/v1/accounts/${id}/statement?limit=100${query}`;
      const { status, text } = await this.#get(tenant, path);
      const page: unknown = status === 200 ? JSON.parse(text) : undefined;
      if (!isRecord(page) || !Array.isArray(page["data"])) return [`${path}: ${status} ${text}`];
      if (page["opening_balance"] !== String(balance)) found.push(`${path} begins elsewhere`);
      for (const line of page["data"]) {
        version += 1n;
        balance += BigInt(textOf(line, "change"));
        const told = [textOf(line, "account_version"), textOf(line, "balance_after")].join(" ");
        if (told !== `${version} ${balance}`)
          found.push(`${path}: ${told} is ${version} ${balance}`);
      }
      if (page["closing_balance"] !== String(balance)) found.push(`${path} ends elsewhere`);
      if (page["has_more"] !== true) return found;
      query = `&cursor=${encodeURIComponent(textOf(page, "next_cursor"))}`;
    }
  }

  /** The next tenant asks for what is this one's: nobody's, it is told. */
  async #pry(tenant: number, path: string): Promise<readonly string[]> {
    const own = await this.#get(tenant, path);
    const other = await this.#get((tenant + 1) % this.#plan.tenants.length, path);
    if (own.status === 200 && other.status === 404) return [];
    return [`${path}: ${own.status} for its tenant, ${other.status} ${other.text} for another one`];
  }

  async #get(tenant: number, path: string) {
    const { client, urlFor, tokenOf } = this.#counter;
    const url = `${urlFor(0)}${path}`;
    const response = await client.send({ method: "GET", url, token: tokenOf(tenant) });
    return response ?? { status: 0, text: "no answer" };
  }
}

function textOf(value: unknown, name: string): string {
  const text = isRecord(value) ? value[name] : undefined;
  return typeof text === "string" ? text : "";
}

/** What was made, by the answers. */
function idsOf(told: readonly Told[]) {
  const accepted = told.flatMap(({ operation, attempts }) => {
    const text = attempts.find(isAccepted)?.answer?.text;
    const answer: unknown = text === undefined ? undefined : JSON.parse(text);
    return text === undefined ? [] : [{ path: operation.path, answer }];
  });
  const opened = accepted.filter(({ path }) => path === "/v1/accounts");
  return {
    accounts: opened.map(({ answer }) => textOf(answer, "id")),
    transfers: accepted.flatMap(({ answer }) => recordsIn(answer).map(({ id }) => id)),
  };
}

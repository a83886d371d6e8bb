import type { Answer } from "../src/answer.ts";
import type { Fact } from "../src/fact.ts";
import type { Journal } from "../src/journal.ts";
import type { RailOptions } from "../src/rail-options.ts";
import { Rail } from "../src/rail.ts";

/** Midnight of a day nobody has to wait for. */
export const START_MS = Date.UTC(2026, 0, 1);

/** What is heard of a request: a status and a body, parsed where it is JSON. */
type Heard = { readonly status: number; readonly body: unknown } | "dropped";

/** A rail without sockets whose clock stands still until it is told. */
export class Desk {
  readonly rail: Rail;
  readonly facts: readonly Fact[];

  private constructor(rail: Rail, facts: readonly Fact[]) {
    this.rail = rail;
    this.facts = facts;
  }

  /** Opens a rail over facts that are there already. */
  static async open(options: RailOptions = {}, facts: readonly Fact[] = []): Promise<Desk> {
    const kept = [...facts];
    const journal = journalOf(kept);
    return new Desk(await Rail.open(journal, { clock: () => START_MS, ...options }), kept);
  }

  async ask(method: string, target: string, body?: unknown): Promise<Heard> {
    const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
    const { answer } = await this.rail.deliver({ method, target, body: text });
    return answer === "dropped" ? answer : heard(answer);
  }

  async submit(body: unknown): Promise<Heard> {
    return this.ask("POST", "/v1/submissions", body);
  }

  async advance(ms: number): Promise<void> {
    await this.ask("POST", "/control/time", { advance_ms: ms });
  }

  /** The body of what a GET answers. */
  async get(target: string): Promise<unknown> {
    const answer = await this.ask("GET", target);
    return answer === "dropped" ? answer : answer.body;
  }

  /** Names of the states of a payment so far, with their reasons, in order. */
  async storyOf(id: string): Promise<readonly string[]> {
    const { outcomes } = Object(await this.get("/v1/outcomes?limit=1000"));
    return outcomes
      .filter((outcome: { readonly submission_id: string }) => outcome.submission_id === id)
      .map(({ state, reason_code: reason = "" }: Readonly<Record<string, string>>) =>
        `${state} ${reason}`.trim(),
      );
  }
}

function journalOf(kept: Fact[]): Journal {
  const before = [...kept];
  return {
    async *facts() {
      yield* before;
    },
    append: (fact) => void kept.push(fact),
    flushed: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function heard({ status, body, headers }: Answer): Heard {
  const isJson = headers?.["content-type"] === undefined && body !== "";
  return { status, body: isJson ? JSON.parse(body) : body };
}

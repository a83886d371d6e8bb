import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ask, type Asked } from "./ask.ts";
import { KilledRail } from "./killed-rail.ts";
import { submission, uuid } from "./submissions.ts";

const PAYMENTS = 60;
const CRASHES = 3;
const MINOR = Number(submission(0).amount);

/** A row of the audit. */
type Row = { readonly submission_id: string; readonly state: string; readonly received: number };

/** What clients of a rail did and heard while it was killed. */
class Load {
  /** How often each payment was answered for, also by an error after it was taken in. */
  readonly heard = new Map<string, number>();
  /** Whole feeds, as they were seen over time. */
  readonly feeds: unknown[][] = [];
  readonly crashes: Promise<void>[] = [];
  readonly #rail: KilledRail;
  #taken = 0;

  constructor(rail: KilledRail) {
    this.#rail = rail;
  }

  async run(): Promise<void> {
    const bringers = [0, 1, 2, 3].map(async (first) => {
      for (let number = first; number < PAYMENTS; number += 4) await this.#bring(number);
    });
    await Promise.all([...bringers, this.#watch()]);
    await Promise.all(this.crashes);
  }

  /** Brings a payment until it is taken; now and then the rail is killed while others are under way. */
  async #bring(number: number): Promise<void> {
    for (let isTaken = false; !isTaken;) {
      const answer = await this.#ask("POST", "/v1/submissions", submission(number));
      isTaken = answer?.status === 202;
      if (answer === undefined) continue;
      this.heard.set(uuid(number), (this.heard.get(uuid(number)) ?? 0) + 1);
    }
    this.#taken += 1;
    const isTime = this.#taken % 15 === 0 && this.crashes.length < CRASHES;
    if (isTime) this.crashes.push(this.#rail.crash());
  }

  async #watch(): Promise<void> {
    while (this.#taken < PAYMENTS) {
      const page = await this.#ask("GET", "/v1/outcomes?limit=1000");
      if (page?.status === 200) this.feeds.push(Object(page.body).outcomes);
    }
  }

  /** Undefined when the connection broke. */
  async #ask(method: string, path: string, body?: object): Promise<Asked | undefined> {
    const url = await this.#rail.url();
    return ask(url, method, path, body).catch(() => undefined);
  }
}

describe.each([1, 2, 3, 4, 5])("a rail killed three times under load, seed %i", (seed) => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rail-standin-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("knows all it answered for, moves money once, and tells no other story", async () => {
    const faults = ["answer_lost", "error_after", "request_lost", "return"];
    const args = faults.flatMap((kind) => ["--fault", `${kind}=0.1`]);
    const pace = ["--accept-after", "0ms", "--settle-after", "10ms", "--seed", `${seed}`];
    await using rail = await KilledRail.start(join(folder, "journal.jsonl"), ...args, ...pace);
    const load = new Load(rail);
    await load.run();
    expect(load.crashes).toHaveLength(CRASHES);
    const url = await rail.url();
    await ask(url, "DELETE", "/control/faults");
    await ask(url, "POST", "/control/time", { advance_ms: 864_000_000 });

    const { submissions, moved } = Object((await ask(url, "GET", "/v1/audit")).body);
    const rows: readonly Row[] = submissions;
    const ids = rows.map(({ submission_id: id }) => id);
    expect(ids.toSorted((one, other) => (one < other ? -1 : 1))).toEqual(
      Array.from({ length: PAYMENTS }, (_, number) => uuid(number)),
    );
    for (const { submission_id: id, received } of rows) {
      expect(received).toBeGreaterThanOrEqual(load.heard.get(id) ?? 1);
    }
    const returned = rows.filter(({ state }) => state === "returned").length;
    expect(rows.filter(({ state }) => state === "settled")).toHaveLength(PAYMENTS - returned);
    expect(moved.EUR).toEqual({
      settled: `${PAYMENTS * MINOR}`,
      returned: `${returned * MINOR}`,
      net: `${(PAYMENTS - returned) * MINOR}`,
    });
    const { outcomes } = Object((await ask(url, "GET", "/v1/outcomes?limit=1000")).body);
    expect(load.feeds.length).toBeGreaterThan(0);
    for (const feed of load.feeds) expect(outcomes.slice(0, feed.length)).toEqual(feed);
  });
});

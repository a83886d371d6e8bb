import { createHash } from "node:crypto";

import { replayParked } from "@holdfast/cqrs/subscriptions";

import { type Draw, drawFrom } from "../draw.ts";
import { answerOfError } from "../kernel-soak/answer-of.ts";
import type { Answer } from "../kernel-soak/journal.ts";
import { NOTING, TENANTS, TOTALS } from "../kernel-soak/place.ts";
import type { Database } from "./distant-store.ts";
import { Findings } from "./findings.ts";
import { drawWeather, Host, type Weather } from "./host.ts";
import { drawOrder, type Order, type Orders } from "./operations.ts";
import { Scheduler, settled } from "./scheduler.ts";
import { simDatabase } from "./sim-database.ts";
import { type Deployment, newModels, REVISIONS, SimProcess } from "./sim-process.ts";
import { type Sending, Witness } from "./witness.ts";

/** How a simulation ended; the same seed ends the same way. */
export type Ended = {
  readonly found: readonly string[];
  /** SHA-256 of all that happened, in its order. */
  readonly trace: string;
  readonly events: number;
  readonly steps: number;
  readonly virtualMs: number;
};

/** What a simulation may be given to see whether it notices. */
export type Sabotage = (database: Database) => Database;

const PROCESSES = 3;
const STEPS_MAX = 3;
const HEALING_STEPS_MAX = 20_000;
const RESUMING_STEPS = 100;
const LOOKING_STEPS = 10;
const CALM: Weather = { slow: 0, lostBefore: 0, lostAfter: 0, twice: 0 };

/** Lives through so many operations under a seed, and looks at everything after every step. */
export async function simulate(
  seed: number,
  operations: number,
  sabotage: Sabotage = (database) => database,
): Promise<Ended> {
  // A simulation never waits for the event loop; signals and timers get their turn before it.
  await new Promise(setImmediate);
  // Thousands of errors are a part of it, and nobody reads where they come from.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const simulation = new Simulation(seed, sabotage);
    await simulation.live(operations);
    return simulation.end();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class Simulation {
  readonly #draw: Draw;
  readonly #scheduler: Scheduler;
  readonly #findings = new Findings();
  readonly #database: Database;
  readonly #witness: Witness;
  readonly #deployment: Deployment;
  readonly #processes: SimProcess[] = [];
  readonly #orders: Orders;
  readonly #trace: string[] = [];
  /** What was sent by a process and not answered yet, by number, to be given up when it dies. */
  readonly #pending = new Map<SimProcess, Map<number, Sending>>();
  #sent = 0;
  #hasMoved = false;
  #weather: Weather;
  #born = 0;
  #revisions = 1;

  constructor(seed: number, sabotage: Sabotage) {
    const draw = drawFrom(seed);
    this.#draw = draw;
    this.#scheduler = new Scheduler(draw);
    this.#weather = drawWeather(draw);
    this.#database = sabotage(
      simDatabase(draw, this.#scheduler, {
        onGrown: () => this.#witness.grown(),
        onMoved: () => (this.#hasMoved = true),
      }),
    );
    this.#witness = new Witness(this.#database.events, this.#findings);
    this.#deployment = {
      database: this.#database,
      models: newModels(this.#findings),
      log: () => this.#witness.log,
      onFault: (error) =>
        this.#findings.hold(false, () => `a subscription ended: ${String(error)}`),
    };
    let count = 0;
    const newId = (): string => `command-${(count += 1)}`;
    this.#orders = { draw, newId, past: [] };
    for (let at = 0; at < PROCESSES; at += 1) this.#processes.push(this.#newProcess());
  }

  async live(operations: number): Promise<void> {
    for (let done = 0; done < operations && this.#findings.isEmpty; done += 1) {
      this.#operate();
      await this.#settle(this.#draw.between(0, STEPS_MAX));
    }
    if (this.#findings.isEmpty) await this.#heal();
  }

  end(): Ended {
    for (const process of this.#pending.keys()) {
      process.host.die();
      // Node keeps signals that are listened to for as long as they may abort.
      process.stop();
    }
    const { length } = this.#witness.log;
    const last = this.#witness.log.map(({ eventId }) => eventId).join(" ");
    const text = [...this.#trace, last, String(this.#scheduler.nowMs)].join("\n");
    return {
      found: this.#findings.all,
      trace: createHash("sha256").update(text).digest("hex"),
      events: length,
      steps: this.#scheduler.steps,
      virtualMs: this.#scheduler.elapsedMs,
    };
  }

  #newProcess(): SimProcess {
    this.#born += 1;
    const weather = (): Weather => this.#weather;
    const host = new Host({ scheduler: this.#scheduler, draw: this.#draw, weather });
    const process = new SimProcess(host, `process-${this.#born}`, this.#deployment);
    this.#pending.set(process, new Map());
    process.follow(this.#revisions);
    return process;
  }

  /** Lets everything run that can, and so many further steps after it; looks at everything after each. */
  async #settle(steps: number): Promise<void> {
    for (let left = steps; ; left -= 1) {
      await settled();
      if (this.#witness.isBehind || this.#hasMoved) await this.#look();
      if (left === 0) return;
      this.#scheduler.step();
    }
  }

  /** What holds after every step; what has not changed since the last one still holds. */
  async #look(): Promise<void> {
    await this.#witness.look();
    if (!this.#hasMoved) return;
    this.#hasMoved = false;
    const { noting, picky, sink, totals } = this.#deployment.models;
    for (const model of [noting, picky, sink, ...totals.slice(0, this.#revisions)]) {
      await model.check(this.#database.subscriptions, this.#witness.log);
    }
  }

  #operate(): void {
    const die = this.#draw.between(1, 1_000);
    const process = this.#anyProcess();
    this.#trace.push(`${this.#scheduler.elapsedMs} ${die}`);
    if (die <= 900) return this.#send(process, drawOrder(this.#orders));
    if (die <= 910) return this.#replace(process);
    if (die <= 920) return process.host.jump();
    if (die <= 930) this.#weather = drawWeather(this.#draw);
    else if (die <= 960) this.#chore(() => replayAll(process));
    else if (die <= 990) this.#chore(() => resumeAll(process));
    else this.#rebuild(process);
    return undefined;
  }

  #anyProcess(): SimProcess {
    const process = this.#processes[this.#draw.between(0, PROCESSES - 1)];
    if (process === undefined) throw new RangeError("no process");
    return process;
  }

  #send(process: SimProcess, { course, send }: Order): void {
    const sending = this.#witness.sends(course);
    const pending = this.#pending.get(process);
    const no = (this.#sent += 1);
    pending?.set(no, sending);
    const hear = async (): Promise<void> => {
      const answer = await answered(send(process));
      // Otherwise the process has died, and nobody hears it.
      if (pending?.delete(no) !== true) return;
      await this.#witness.look();
      this.#trace.push(`${course.id} ${answer.outcome} ${answer.last ?? answer.code}`);
      this.#witness.answered(sending, answer);
    };
    void hear();
  }

  /** A process dies, or ends in good order, and another one takes its place. */
  #replace(process: SimProcess): void {
    if (this.#draw.chance(30)) process.stop();
    else this.#kill(process);
    this.#processes[this.#processes.indexOf(process)] = this.#newProcess();
  }

  #kill(process: SimProcess): void {
    process.host.die();
    const pending = this.#pending.get(process);
    for (const sending of pending?.values() ?? [])
      this.#witness.answered(sending, { outcome: "unknown" });
    pending?.clear();
  }

  #chore(work: () => Promise<void>): void {
    void work().catch((error: unknown) => {
      const { outcome, code } = answerOfError(error);
      this.#findings.hold(outcome !== "failed", () => `a chore failed: ${code}`);
    });
  }

  /** Builds the second revision of the totals; later, shows it. */
  #rebuild(process: SimProcess): void {
    if (this.#revisions < REVISIONS) {
      this.#revisions += 1;
      for (const each of this.#processes) each.build(this.#revisions);
      return;
    }
    this.#chore(() => this.#show(process));
  }

  async #show({ subscriptions }: SimProcess): Promise<void> {
    const change = { name: TOTALS, from: 1, to: REVISIONS };
    const [older, newer] = this.#deployment.models.totals;
    await subscriptions.switchRevision(change, async (tx) => {
      tx.whenCommitted(() => {
        const isWhole = (newer?.size ?? 0) >= (older?.size ?? 0);
        this.#findings.hold(isWhole, () => "L10 a revision is shown that is behind the older one");
      });
    });
  }

  /** Calm weather: every caller gets an answer, and every subscription comes to the end of the log. */
  async #heal(): Promise<void> {
    this.#weather = CALM;
    let steps = 0;
    while (this.#findings.isEmpty && !(await this.#isAtRest())) {
      if (steps % RESUMING_STEPS === 0) this.#chore(() => resumeAll(this.#anyProcess()));
      await this.#settle(LOOKING_STEPS);
      steps += LOOKING_STEPS;
      const isLate = steps > HEALING_STEPS_MAX;
      this.#findings.hold(!isLate, () => "callers wait, or subscriptions are stuck");
    }
    await this.#askAgain();
    await this.#witness.lookAgain(TENANTS);
  }

  /** Nobody waits, and the log is handled. */
  async #isAtRest(): Promise<boolean> {
    if ([...this.#pending.values()].some(({ size }) => size > 0)) return false;
    const { noting, picky, sink, totals } = this.#deployment.models;
    for (const { id } of [noting, picky, sink, ...totals.slice(0, this.#revisions)]) {
      const status = await this.#database.subscriptions.status(id);
      if (status?.state !== "retired" && status?.lagEvents !== 0n) return false;
    }
    return true;
  }

  /** Whatever nobody has heard of is sent once more, and then it is known. */
  async #askAgain(): Promise<void> {
    const unknown = new Set(this.#witness.unknowns().map(({ id }) => id));
    const process = this.#newProcess();
    for (const order of this.#orders.past) {
      if (!unknown.has(order.course.id) || !this.#findings.isEmpty) continue;
      this.#send(process, order);
      for (let steps = 0; (this.#pending.get(process)?.size ?? 0) > 0; steps += 1) {
        this.#findings.hold(steps < HEALING_STEPS_MAX, () => "a repeated command gets no answer");
        await this.#settle(1);
      }
    }
    this.#kill(process);
  }
}

async function answered(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    return answerOfError(error);
  }
}

const PARKED_MAX = 3;

async function replayAll({ subscriptions: store, picky }: SimProcess): Promise<void> {
  const healed = picky(true);
  const { signal } = new AbortController();
  for (const { position } of await store.parked(healed, PARKED_MAX)) {
    await replayParked(healed, position, { store, signal });
  }
}

async function resumeAll({ subscriptions }: SimProcess): Promise<void> {
  for (const name of [NOTING, "sink"]) await subscriptions.resume({ name, revision: 1 });
}

import type { CrashServer } from "@holdfast/postgres/testing";

import { type Child, startChild } from "../child.ts";
import type { BellPlan, BellQuestions } from "./bell-questions.ts";
import { Clocks } from "./clocks.ts";
import type { BellFault } from "./draw-bells.ts";

const PROGRAM = new URL("bell-process.ts", import.meta.url);
const OWNERS = 2;
const LEASE_MS = 1_000;

type Place = Pick<BellPlan, "url" | "systemUrl" | "schema" | "holdMs" | "defect">;
type Owner = { readonly name: string; readonly child: Child<BellQuestions> };

/** The processes that own timers, on machines of their own, whose clocks outlive them. */
export class BellOwners implements AsyncDisposable {
  /** What their clocks have shown. */
  readonly clocks = new Clocks();
  readonly #where: Place;
  readonly #server: CrashServer;
  readonly #owners: Owner[] = [];
  readonly #aheadMs = Array.from({ length: OWNERS }, () => 0);
  /** As far ahead as any of them has ever been. */
  #farthestMs = 0;
  #count = 0;

  constructor(where: Place, server: CrashServer) {
    this.#where = where;
    this.#server = server;
  }

  async begin(): Promise<void> {
    for (let at = 0; at < OWNERS; at += 1) this.#owners.push(await this.#start(at));
  }

  async suffer(breakage: BellFault["breakage"]): Promise<void> {
    const at = breakage.pick % OWNERS;
    if (breakage.kind === "clock_jump") {
      return this.#set(at, (this.#aheadMs[at] ?? 0) + breakage.ms);
    }
    if (breakage.kind !== "kill_kernel") await this.#server.kill();
    if (breakage.kind !== "kill_server") await this.#owners[at]?.child[Symbol.asyncDispose]();
    if (breakage.kind !== "kill_kernel") await this.#server.restart();
    if (breakage.kind !== "kill_server") this.#owners[at] = await this.#start(at);
    return undefined;
  }

  /** Sets all clocks to the farthest time that there was, so that nothing waits for a clock that went back. */
  async agree(): Promise<void> {
    for (const at of this.#owners.keys()) await this.#set(at, this.#farthestMs);
  }

  async #set(at: number, aheadMs: number): Promise<void> {
    const owner = this.#owners[at];
    const fromMs = Date.now();
    await owner?.child.ask("setAhead", aheadMs);
    if (owner !== undefined) this.#note(owner.name, at, { fromMs, aheadMs });
  }

  async #start(at: number): Promise<Owner> {
    const child = startChild<BellQuestions>(PROGRAM);
    this.#count += 1;
    const name = `owner-${this.#count}`;
    const aheadMs = this.#aheadMs[at] ?? 0;
    const fromMs = Date.now();
    await child.ask("start", { ...this.#where, name, leaseMs: LEASE_MS, aheadMs });
    this.#note(name, at, { fromMs, aheadMs });
    return { name, child };
  }

  #note(
    name: string,
    at: number,
    told: { readonly fromMs: number; readonly aheadMs: number },
  ): void {
    this.#aheadMs[at] = told.aheadMs;
    this.#farthestMs = Math.max(this.#farthestMs, told.aheadMs);
    this.clocks.note(name, { ...told, doneMs: Date.now() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#owners) await child[Symbol.asyncDispose]();
  }
}

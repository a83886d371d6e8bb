import type { IncomingMessage, ServerResponse } from "node:http";

import { reachOf } from "./answer-reach.ts";
import { emptyAnswer, type Answer } from "./answer.ts";
import type { Chain } from "./chain.ts";
import { answerUnder, tooManyRequests } from "./fault-answer.ts";
import type { Fault } from "./fault-plan.ts";
import { FaultSchedule } from "./fault-schedule.ts";
import { shapingUnder } from "./fault-shaping.ts";
import { limiterOf, unlimited, type Limiter } from "./limiter.ts";
import type { LivingChain } from "./living-chain.ts";
import { PreparedPages } from "./prepared-pages.ts";
import { RequestLog } from "./request-log.ts";
import { answerTo, DELEGATIONS_PATH, levelHeaders } from "./routes.ts";
import { acceptsGzip, sendAnswer, sentUnder, wireAnswer, type WireAnswer } from "./send-answer.ts";
import { HONEST, type Shaping } from "./shaping.ts";
import type { TzktOptions } from "./tzkt-options.ts";

/** The host is whatever was dialled. */
const BASE = "http://standin.invalid";

/** The API in front of a chain: counts, limits, fails as planned, answers. */
export class TzktServer {
  readonly log = new RequestLog();
  readonly #chain: LivingChain;
  readonly #options: TzktOptions;
  readonly #limiter: Limiter;
  readonly #schedule: FaultSchedule;
  readonly #prepared = new PreparedPages();
  #previousPage: string | undefined;

  constructor(chain: LivingChain, options: TzktOptions) {
    const { limiter = "none", faults = { faults: [] } } = options;
    this.#chain = chain;
    chain.onChange(({ validLevel }) => this.#prepared.forgetAbove(validLevel));
    this.#options = options;
    this.#limiter = limiter === "none" ? unlimited : limiterOf(limiter.kind, limiter.perSecond);
    this.#schedule = new FaultSchedule(faults);
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#options.clock?.() ?? performance.timeOrigin + performance.now();
  }

  /** Answers one request; the fault it met, for what concerns the whole server. */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<Fault | undefined> {
    const { method = "GET", url: target = "/" } = request;
    const time = this.now;
    const { pathname: path, search } = urlOf(target);
    const complete = this.log.add({ time, method, path, query: search.slice(1), ...UNSENT });
    const refusal = this.#refusal(method, time);
    const fault = refusal === undefined ? this.#schedule.next(target) : undefined;
    if (fault !== undefined) complete({ fault: fault.kind });
    const wire = await this.#wire({ target, refusal, fault, isGzip: this.#isGzip(request) });
    complete(sentUnder(fault, wire));
    const date = new Date(time + shapingUnder(fault).clockShift * 1000).toUTCString();
    const dated = { ...wire, headers: { ...wire.headers, Date: date } };
    await sendAnswer(dated, { response, effect: fault, signal });
    return fault;
  }

  /** Makes the answers to these requests (path and query) ready, compressed and plain. */
  async prepare(targets: readonly string[]): Promise<void> {
    for (const target of targets) {
      for (const isGzip of [false, true]) await this.#prepare(target, isGzip);
    }
  }

  /** The honest answer of now, kept for as long as it stays right. */
  async #prepare(target: string, isGzip: boolean): Promise<WireAnswer> {
    const chain = this.#chain.present;
    const wire = await honestAnswer(chain, target, isGzip);
    // Compressing takes a while, in which the chain may have changed.
    if (chain !== this.#chain.present) return wire;
    this.#prepared.keep(target, isGzip, { wire, reach: reachOf(chain, urlOf(target)) });
    return wire;
  }

  #isGzip(request: IncomingMessage): boolean {
    return this.#options.gzip !== false && acceptsGzip(request);
  }

  /** What keeps the request from being answered at all. */
  #refusal(method: string, time: number): Answer | undefined {
    const admission = this.#limiter(time);
    if (admission.isAdmitted) {
      return method === "GET" ? undefined : emptyAnswer(405, { Allow: "GET" });
    }
    const { limiter } = this.#options;
    if (typeof limiter !== "object" || !limiter.retryAfter) return tooManyRequests(undefined);
    return tooManyRequests(`${Math.ceil(admission.retryAfterMs / 1000)}`);
  }

  async #wire({ target, refusal, fault, isGzip }: Asked): Promise<WireAnswer> {
    if (refusal !== undefined) return wireAnswer(refusal, isGzip);
    if (fault !== undefined) return wireAnswer(this.#faultyAnswer(target, fault), isGzip);
    this.#remember(target);
    const ready = this.#prepared.get(target, isGzip);
    const chain = this.#chain.present;
    if (ready !== undefined) {
      return { ...ready, headers: { ...ready.headers, ...levelHeaders(chain) } };
    }
    if (this.#options.pages === "prepared") return this.#prepare(target, isGzip);
    return honestAnswer(chain, target, isGzip);
  }

  #faultyAnswer(target: string, fault: Fault): Answer {
    const shaping = shapingUnder(fault);
    const honest = answerTo(this.#chainUnder(shaping), urlOf(target), shaping);
    const before = this.#previousPage;
    const previous =
      before === undefined ? undefined : answerTo(this.#chain.present, urlOf(before), HONEST);
    return answerUnder(fault, honest, { now: this.now, previous });
  }

  #chainUnder({ isOrphaned }: Shaping): Chain {
    return isOrphaned ? this.#chain.orphaned : this.#chain.present;
  }

  #remember(target: string): void {
    if (urlOf(target).pathname === DELEGATIONS_PATH) this.#previousPage = target;
  }
}

type Asked = {
  readonly target: string;
  readonly refusal: Answer | undefined;
  readonly fault: Fault | undefined;
  readonly isGzip: boolean;
};

async function honestAnswer(chain: Chain, target: string, isGzip: boolean): Promise<WireAnswer> {
  return wireAnswer(answerTo(chain, urlOf(target), HONEST), isGzip);
}

const UNSENT = { status: 0, bytes: 0 };

/** Only path and query of a request line matter; one that is no URL is nowhere. */
function urlOf(target: string): URL {
  return URL.parse(target, BASE) ?? new URL(BASE);
}

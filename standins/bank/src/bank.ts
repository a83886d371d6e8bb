import { randomUUID } from "node:crypto";

import { answerAccounts, type AccountDesk } from "./account-routes.ts";
import { PAGE_NOT_FOUND, type Answer } from "./answer.ts";
import type { BankOptions } from "./bank-options.ts";
import type { BankRequest } from "./bank-request.ts";
import { answerControl, CONTROL_PATH } from "./control-routes.ts";
import { FaultSchedule } from "./fault-schedule.ts";
import { deliverUnder, type Delivery } from "./faulty-answer.ts";
import { memoryStore } from "./memory-store.ts";
import { OAuth2Desk, TOKEN_PATH } from "./oauth2-desk.ts";
import { rulesOf } from "./profile.ts";
import { SignatureDesk } from "./signature-desk.ts";

/** The account API without a server in front of it. Disposal gives its accounts back to the store. */
export class Bank implements AsyncDisposable {
  /** What goes wrong; another plan may be followed at any time. */
  readonly faults: FaultSchedule;
  /** Gives out tokens, where the bank was told to ask for them. */
  readonly oauth2: OAuth2Desk | undefined;
  readonly #signature: SignatureDesk | undefined;
  readonly #desk: AccountDesk;
  readonly #nowMs: () => number;

  constructor(options: BankOptions = {}) {
    const { profile = "2023", patch = false, store = memoryStore(), clock = Date.now } = options;
    const { newToken = randomUUID, onCommit = () => undefined } = options;
    this.#nowMs = clock;
    this.faults = new FaultSchedule(options.faults);
    this.oauth2 = options.oauth2 && new OAuth2Desk(options.oauth2, { nowMs: clock, newToken });
    this.#signature = options.signature && new SignatureDesk(options.signature, clock);
    this.#desk = {
      store,
      rules: rulesOf(profile),
      hasPatch: patch,
      stamp: () => new Date(clock()).toISOString(),
      note: onCommit,
    };
  }

  /** Does what is asked and says what reaches the client. The control route knows no faults. */
  async deliver(request: BankRequest): Promise<Delivery> {
    if (request.target.startsWith(CONTROL_PATH)) {
      return { answer: await answerControl(this.faults, request), delayMs: 0 };
    }
    const fault = this.faults.next(request.method);
    if (fault === undefined) return { answer: await this.#answer(request), delayMs: 0 };
    const work = () => this.#answer(request);
    return deliverUnder({ fault, work, nowMs: this.#nowMs() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#desk.store[Symbol.asyncDispose]();
  }

  async #answer(request: BankRequest): Promise<Answer> {
    if (request.target === TOKEN_PATH) {
      return request.method === "POST" && this.oauth2 !== undefined
        ? this.oauth2.issue(request)
        : PAGE_NOT_FOUND;
    }
    const refusal = this.oauth2?.refuse(request) ?? this.#signature?.refuse(request);
    return refusal ?? answerAccounts(this.#desk, request);
  }
}

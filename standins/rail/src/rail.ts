import { refusal, type Answer } from "./answer.ts";
import { auditPage, outcomesPage, receiptOf, statusOf } from "./api-answers.ts";
import { Clearing } from "./clearing.ts";
import { answerControl, CONTROL_PATH } from "./control-routes.ts";
import { courseOf, type Pace } from "./fate.ts";
import type { AnswerFault } from "./fault-plan.ts";
import { FaultSchedule } from "./fault-schedule.ts";
import { deliverUnder, type Delivery } from "./faulty-answer.ts";
import type { Journal } from "./journal.ts";
import type { RailOptions } from "./rail-options.ts";
import { readAsked, urlOf, type Asked, type RailRequest } from "./rail-request.ts";
import type { Submission } from "./submission.ts";
import { readTestAccount } from "./test-account.ts";

const PACE: Pace = { acceptMs: 100, settleMs: 1000, returnMs: 86_400_000 };
/** Requests are counted for so many payments; then counting begins anew. */
const COUNTED_MAX = 1_000_000;

/** The API of the rail without a server in front of it. */
export class Rail {
  /** What goes wrong; another plan may be followed at any time. */
  readonly faults: FaultSchedule;
  readonly #clearing: Clearing;
  readonly #pace: Pace;
  readonly #counts = new Map<string, number>();

  private constructor(clearing: Clearing, { faults, pace }: RailOptions) {
    this.#clearing = clearing;
    this.faults = new FaultSchedule(faults);
    this.#pace = { ...PACE, ...pace };
  }

  /** Goes on where the journal ends. Throws `BadJournal`. */
  static async open(journal: Journal, options: RailOptions = {}): Promise<Rail> {
    return new Rail(await Clearing.open(journal, options.clock ?? Date.now), options);
  }

  /** Does what is asked and says what reaches the client. Rejects when the journal cannot be written. */
  async deliver(request: RailRequest): Promise<Delivery> {
    this.#clearing.catchUp();
    if (urlOf(request).pathname.startsWith(CONTROL_PATH)) {
      const answer = answerControl({ faults: this.faults, clearing: this.#clearing }, request);
      await this.#clearing.flushed();
      return { answer, delayMs: 0 };
    }
    const asked = readAsked(request);
    return deliverUnder(this.#fault(request.method, asked), async (outcomesAgain) => {
      const answer = this.#answer(asked, outcomesAgain);
      // Nothing is told that a crash could undo.
      await this.#clearing.flushed();
      return answer;
    });
  }

  #fault(method: string, asked: Asked): AnswerFault | undefined {
    // The audit is what tests rely on.
    if (asked.kind === "audit") return undefined;
    const about = subjectOf(asked);
    const nth = this.#count(`${method} ${about}`);
    const submission = asked.kind === "submit" ? asked.read.submission : undefined;
    const own = readTestAccount(submission?.creditor.account ?? "")?.faults[nth - 1];
    return own ?? this.faults.answerFault({ method, about, nth });
  }

  #count(subject: string): number {
    if (this.#counts.size >= COUNTED_MAX) this.#counts.clear();
    const nth = (this.#counts.get(subject) ?? 0) + 1;
    this.#counts.set(subject, nth);
    return nth;
  }

  #answer(asked: Asked, outcomesAgain: number): Answer {
    const { books } = this.#clearing;
    switch (asked.kind) {
      case "submit": {
        const { read } = asked;
        if (read.submission === undefined) return refusal(400, "malformed", read.mistake);
        return this.#submit(read.submission);
      }
      case "find": {
        const payment = books.find(asked.id);
        return payment === undefined ? NO_SUBMISSION : statusOf(payment);
      }
      case "outcomes":
        return outcomesPage(books, asked.query, outcomesAgain);
      case "audit":
        return auditPage(books, asked.query);
      case "nowhere":
        return refusal(404, "not_found", "there is nothing here");
      default:
        return asked satisfies never;
    }
  }

  #submit(submission: Submission): Answer {
    const id = submission.submission_id;
    const account = readTestAccount(submission.creditor.account);
    const taken = this.#clearing.submit(submission, (fromMs) =>
      courseOf({
        fate: account === undefined ? this.faults.fateOf(id) : account.fate,
        pace: this.#pace,
        fromMs,
        fraction: this.faults.fractionFor(id),
      }),
    );
    switch (taken) {
      case "new":
      case "same":
        return receiptOf(id);
      case "conflict":
        return refusal(409, "submission_conflict", "this id was submitted with another content");
      case "full":
        return refusal(503, "full", "no more payments are taken");
      default:
        return taken satisfies never;
    }
  }
}

const NO_SUBMISSION = refusal(404, "not_found", "there is no such submission");

function subjectOf(asked: Asked): string {
  switch (asked.kind) {
    case "submit":
      return asked.read.submission?.submission_id ?? "submissions";
    case "find":
      return asked.id;
    case "outcomes":
    case "audit":
    case "nowhere":
      return asked.kind;
    default:
      return asked satisfies never;
  }
}

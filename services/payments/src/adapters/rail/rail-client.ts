import type { Asked, Rail, Submission, Submitted } from "../../application/rail.ts";
import { readCode, readPage, readReceipt, readStatus } from "./rail-answers.ts";
import { RailFault } from "./rail-fault.ts";
import {
  exchange,
  type RailHttpOptions,
  type RailRequest,
  type RailResponse,
} from "./rail-http.ts";

/** What a client of the rail needs. */
export type RailClientOptions = RailHttpOptions & {
  /** Told of answers that say nothing; knows ids, and never names or accounts. */
  readonly onFault: (fault: RailFault) => void;
};

const OUTCOMES_MAX = 100;

/** The rail over HTTP. An answer that is not one of its API's says nothing, whatever its status. */
export function railClient(options: RailClientOptions): Rail {
  const { onFault } = options;
  const tried = async (
    request: RailRequest,
    signal: AbortSignal,
  ): Promise<RailResponse | undefined> => {
    try {
      return await exchange(options, request, signal);
    } catch (error) {
      if (!(error instanceof RailFault)) throw error;
      onFault(error);
      return undefined;
    }
  };
  return {
    async submit(submission, signal) {
      const body = bodyOf(submission);
      const answer = await tried({ method: "POST", path: "/v1/submissions", body }, signal);
      return answer === undefined ? UNKNOWN : (submittedOf(answer) ?? unclear(options, answer));
    },
    async ask(submission, signal) {
      const path = `/v1/submissions/${submission}`;
      const answer = await tried({ method: "GET", path }, signal);
      if (answer === undefined) return UNKNOWN;
      return askedOf(answer, submission) ?? unclear(options, answer);
    },
    async outcomes(after, signal) {
      const query = new URLSearchParams({ limit: `${OUTCOMES_MAX}`, ...(after && { after }) });
      const request = { method: "GET", path: `/v1/outcomes?${query.toString()}` } as const;
      const { status, body } = await exchange(options, request, signal);
      const page = status === 200 ? readPage(body) : undefined;
      if (page !== undefined) return page;
      throw new RailFault(`no outcomes, ${readCode(body) ?? "no code"}`, { status });
    },
  };
}

const UNKNOWN = { outcome: "unknown" } as const;

function unclear({ onFault }: RailClientOptions, { status, body }: RailResponse): typeof UNKNOWN {
  onFault(new RailFault(`an answer that says nothing, ${readCode(body) ?? "no code"}`, { status }));
  return UNKNOWN;
}

/** The same bytes each time: the rail compares. */
function bodyOf({ id, amount, currency, creditor, debtor, reference }: Submission): string {
  return JSON.stringify({
    submission_id: id,
    amount: `${amount}`,
    currency,
    creditor: { name: creditor.name, account: creditor.account },
    debtor: { name: debtor.name, account: debtor.account },
    reference,
  });
}

/** Only what the rail says in its own words counts as a no: a proxy in between knows nothing of payments. */
function submittedOf({ status, body }: RailResponse): Submitted | undefined {
  if (status === 202) {
    const ref = readReceipt(body);
    return ref === undefined ? undefined : { outcome: "received", ref };
  }
  const code = readCode(body);
  if (status === 409 && code === "submission_conflict") return { outcome: "conflict" };
  return status === 400 && code === "malformed" ? { outcome: "refused", code } : undefined;
}

function askedOf({ status, body }: RailResponse, submission: string): Asked | undefined {
  if (status === 404) return readCode(body) === "not_found" ? { outcome: "not_found" } : undefined;
  const found = status === 200 ? readStatus(body, submission) : undefined;
  return found && { outcome: "found", ...found };
}

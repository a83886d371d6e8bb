import type { Answer } from "./answer.ts";
import type { AnswerFault } from "./fault-plan.ts";

/** What reaches the client: an answer after a while, or nothing but a broken connection. */
export type Delivery = { readonly answer: Answer | "dropped"; readonly delayMs: number };

/** Does what was asked; a page of outcomes goes back by so many. */
type Work = (outcomesAgain: number) => Promise<Answer>;

/** Delivers under a fault, or without one. */
export async function deliverUnder(fault: AnswerFault | undefined, work: Work): Promise<Delivery> {
  if (fault === undefined) return atOnce(await work(0));
  switch (fault.kind) {
    case "unavailable": {
      const { retryAfterSeconds } = fault;
      const headers =
        retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
      return atOnce({ ...page(503), headers: { ...HTML, ...headers } });
    }
    case "error_after":
      await work(0);
      return atOnce(page(500));
    case "answer_lost":
      await work(0);
      return atOnce("dropped");
    case "request_lost":
      return atOnce("dropped");
    case "answer_late":
      return { answer: await work(0), delayMs: fault.ms };
    case "outcomes_again":
      return atOnce(await work(fault.count));
    default:
      return fault satisfies never;
  }
}

function atOnce(answer: Answer | "dropped"): Delivery {
  return { answer, delayMs: 0 };
}

const HTML = { "content-type": "text/html" };

/** A front proxy answers in its own language. */
function page(status: number): Answer {
  const body = `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
  return { status, body, headers: HTML };
}

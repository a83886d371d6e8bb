import type { Answer } from "./answer.ts";
import type { Fault } from "./fault-plan.ts";

/** What reaches the client: an answer after a while, or nothing but a broken connection. */
export type Delivery = { readonly answer: Answer | "dropped"; readonly delayMs: number };

type Faulty = {
  readonly fault: Fault;
  /** Does what was asked. */
  readonly work: () => Promise<Answer>;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
};

/** Delivers under a fault. */
export async function deliverUnder({ fault, work, nowMs }: Faulty): Promise<Delivery> {
  switch (fault.kind) {
    case "too_many_requests": {
      const headers = retryAfter(fault.retryAfterSeconds, fault.as === "date" ? nowMs : undefined);
      return { answer: { status: 429, body: TOO_MANY, headers }, delayMs: 0 };
    }
    case "server_error": {
      if (fault.when === "after") await work();
      const headers = { ...retryAfter(fault.retryAfterSeconds, undefined), ...HTML };
      return { answer: { status: fault.status, body: page(fault.status), headers }, delayMs: 0 };
    }
    case "delay":
      return { answer: await work(), delayMs: fault.ms };
    case "dropped":
      if (fault.when === "after") await work();
      return { answer: "dropped", delayMs: 0 };
    default:
      return fault satisfies never;
  }
}

const TOO_MANY = '{"error_message":"too many requests"}';
const HTML = { "content-type": "text/html" };

/** A front proxy answers in its own language. */
function page(status: number): string {
  return `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
}

function retryAfter(seconds: number | undefined, nowMs: number | undefined) {
  if (seconds === undefined) return {};
  const date = nowMs === undefined ? undefined : new Date(nowMs + seconds * 1000).toUTCString();
  return { "retry-after": date ?? `${seconds}` };
}

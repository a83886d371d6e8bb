import { type WireAnswer } from "./send-answer.ts";

/** No more answers are kept ready; further ones are made when asked for. */
const PREPARED_MAX = 4096;

/** Answers ready to be sent, so that serving a page costs next to nothing. */
export class PreparedPages {
  readonly #answers = new Map<string, WireAnswer>();

  /** The answer to that request as gzip or plain, if it was kept. */
  get(target: string, isGzip: boolean): WireAnswer | undefined {
    return this.#answers.get(keyOf(target, isGzip));
  }

  keep(target: string, isGzip: boolean, answer: WireAnswer): void {
    if (this.#answers.size < PREPARED_MAX) this.#answers.set(keyOf(target, isGzip), answer);
  }
}

function keyOf(target: string, isGzip: boolean): string {
  return `${isGzip ? "gzip" : "plain"} ${target}`;
}

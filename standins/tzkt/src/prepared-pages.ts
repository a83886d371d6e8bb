import { type WireAnswer } from "./send-answer.ts";

/** All of mainnet, compressed and plain, takes 300 MB; what goes beyond this is not kept. */
const PREPARED_BYTES_MAX = 2 ** 29;

/** Answers ready to be sent, so that serving a page costs next to nothing. */
export class PreparedPages {
  readonly #answers = new Map<string, WireAnswer>();
  #bytes = 0;

  /** The answer to that request as gzip or plain, if it was kept. */
  get(target: string, isGzip: boolean): WireAnswer | undefined {
    return this.#answers.get(keyOf(target, isGzip));
  }

  keep(target: string, isGzip: boolean, answer: WireAnswer): void {
    if (this.#bytes + answer.body.length > PREPARED_BYTES_MAX) return;
    this.#bytes += answer.body.length;
    this.#answers.set(keyOf(target, isGzip), answer);
  }
}

function keyOf(target: string, isGzip: boolean): string {
  return `${isGzip ? "gzip" : "plain"} ${target}`;
}

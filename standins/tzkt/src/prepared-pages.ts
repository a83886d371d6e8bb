import type { WireAnswer } from "./send-answer.ts";

/** All of mainnet, compressed and plain, takes 300 MB; what goes beyond this is not kept. */
const PREPARED_BYTES_MAX = 2 ** 29;

/** An answer and the newest level its body depends on. */
export type PreparedPage = { readonly wire: WireAnswer; readonly reach: number };

/** Answers ready to be sent, so that serving a page costs next to nothing. */
export class PreparedPages {
  readonly #pages = new Map<string, PreparedPage>();
  #bytes = 0;

  /** The answer to that request as gzip or plain, if it was kept. */
  get(target: string, isGzip: boolean): WireAnswer | undefined {
    return this.#pages.get(keyOf(target, isGzip))?.wire;
  }

  keep(target: string, isGzip: boolean, page: PreparedPage): void {
    const key = keyOf(target, isGzip);
    const bytes = this.#bytes - sizeOf(this.#pages.get(key)) + sizeOf(page);
    if (bytes > PREPARED_BYTES_MAX) return;
    this.#bytes = bytes;
    this.#pages.set(key, page);
  }

  /** Forgets every answer that may have changed when only blocks up to `level` are the same. */
  forgetAbove(level: number): void {
    for (const [key, page] of this.#pages) {
      if (page.reach <= level) continue;
      this.#bytes -= sizeOf(page);
      this.#pages.delete(key);
    }
  }
}

function keyOf(target: string, isGzip: boolean): string {
  return `${isGzip ? "gzip" : "plain"} ${target}`;
}

function sizeOf(page: PreparedPage | undefined): number {
  return page?.wire.body.length ?? 0;
}

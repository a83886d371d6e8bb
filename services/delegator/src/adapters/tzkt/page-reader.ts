import { Worker } from "node:worker_threads";

import type { DelegationPage } from "../../domain/delegation-page.ts";
import type { RawBody } from "./read-body.ts";
import { received, type SentPage } from "./sent-page.ts";
import { UpstreamFault } from "./upstream-fault.ts";

/** A page to read; the number tells which answer belongs to it. */
export type PageQuestion = { readonly number: number; readonly body: RawBody };
export type PageAnswer =
  | { readonly number: number; readonly page: SentPage }
  | { readonly number: number; readonly reason: string };

/** Reads pages in a thread of its own. */
export type PageReader = AsyncDisposable & {
  /** Takes the bytes over. Rejects with an UpstreamFault when they are no page. */
  read(body: RawBody): Promise<DelegationPage>;
};

/**
 * Unpacking, parsing and checking the history's pages, addresses included, is the larger half of the work of a load; in a
 * thread of its own it runs beside ranking and writing.
 */
export function startPageReader(): PageReader {
  const worker = new Worker(new URL("./page-reader-worker.ts", import.meta.url));
  const waiting = new Map<number, PromiseWithResolvers<DelegationPage>>();
  let last = 0;
  const fail = (cause: unknown): void => {
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  worker.on("message", (answer: PageAnswer) => {
    const asked = waiting.get(answer.number);
    waiting.delete(answer.number);
    if ("page" in answer) asked?.resolve(received(answer.page));
    else asked?.reject(new UpstreamFault(answer.reason));
  });
  worker.once("error", fail);
  worker.once("exit", () => fail(new UpstreamFault("the page reader has ended")));
  return {
    read(body) {
      last += 1;
      const asked = Promise.withResolvers<DelegationPage>();
      waiting.set(last, asked);
      const question: PageQuestion = { number: last, body };
      worker.postMessage(question, [body.bytes.buffer]);
      return asked.promise;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

import { Agent, request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";

import type { AnswerBody, Fetch, FetchAnswer } from "../application/fetch.ts";
import { BadOptions } from "../domain/bad-options.ts";

/** Who we are, and whom we trust; each a PEM. */
export type TlsIdentity = {
  readonly cert?: string;
  readonly key?: string;
  /** Of an encrypted key. */
  readonly passphrase?: string;
  /** Instead of the well-known authorities. */
  readonly ca?: string | readonly string[];
  /** Connections at once; 10. */
  readonly maxSockets?: number;
};

const SOCKETS_MAX = 10;

/**
 * A `fetch` for mutual TLS, over `node:https` alone: the global one takes no certificate of a client. Throws
 * `BadOptions` when certificate and key do not go together.
 */
export function tlsFetch({ ca, maxSockets = SOCKETS_MAX, ...identity }: TlsIdentity): Fetch {
  if ((identity.cert === undefined) !== (identity.key === undefined)) {
    throw new BadOptions("cert and key go together");
  }
  const agent = new Agent({
    ...identity,
    keepAlive: true,
    maxSockets,
    ...(ca === undefined ? {} : { ca: [ca].flat() }),
  });
  return (url, { method, headers, body, signal }) =>
    new Promise<FetchAnswer>((resolve, reject) => {
      const length = body === undefined ? {} : { "content-length": `${body.length}` };
      const options = { agent, method, headers: { ...headers, ...length }, signal };
      const request = httpsRequest(url, options, (response) => {
        const { statusCode: status = 0, headers: received } = response;
        const get = (name: string) => [received[name.toLowerCase()]].flat().join(", ") || null;
        resolve({ status, headers: { get }, body: bodyOf(response) });
      });
      request.on("error", reject);
      request.end(body);
    });
}

function bodyOf(response: Readable): AnswerBody {
  const chunks = response[Symbol.asyncIterator]();
  return {
    getReader: () => ({
      async read() {
        const { done = false, value } = await chunks.next();
        return done || !(value instanceof Uint8Array) ? { done: true } : { done, value };
      },
      async cancel() {
        response.destroy();
      },
    }),
  };
}

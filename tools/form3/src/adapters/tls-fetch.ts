import { Agent, request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";

import type { AnswerBody, Fetch } from "../application/fetch.ts";
import { must } from "../domain/bad-options.ts";

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
  const { cert, key } = identity;
  // An empty text is a variable that is not set, and no reason to come without a certificate.
  must(
    cert === undefined ? key === undefined : cert !== "" && !!key,
    "cert and key go together, and neither is empty",
  );
  const trusted = ca === undefined ? {} : { ca: [ca].flat() };
  const agent = new Agent({ ...identity, ...trusted, keepAlive: true, maxSockets });
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const length = body && { "content-length": `${body.length}` };
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
  const chunks = response.iterator();
  return {
    getReader: () => ({
      read: () => chunks.next(),
      cancel: async () => void response.destroy(),
    }),
  };
}

import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** An issuer's address for its keys. */
export type KeyServer = AsyncDisposable & {
  readonly url: string;
  /** How it answers. */
  answer: (response: ServerResponse) => void;
  /** How often it was asked. */
  readonly asked: () => number;
};

/** Answers with that text. */
export const answering = (text: string, status = 200) => {
  return (response: ServerResponse): void => void response.writeHead(status).end(text);
};

/** Starts a server for the keys of an issuer on a free port. */
export async function keyServer(text: string): Promise<KeyServer> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    started.answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const started: KeyServer = {
    url: `http://127.0.0.1:${port}/jwks.json`,
    answer: answering(text),
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, "close");
    },
  };
  return started;
}

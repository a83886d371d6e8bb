import { Agent, request } from "node:http";

/** What is sent. */
export type Request = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly token: string;
  readonly key?: string;
  readonly body?: string;
  /** The socket is destroyed after so many milliseconds. */
  readonly abandonedAfterMs?: number;
};

/** What came back. */
export type Response = {
  readonly status: number;
  readonly text: string;
  readonly isReplay: boolean;
};

/** Longer than the service holds any request. */
const SILENCE_MS_MAX = 45_000;

/** Sockets that are kept open between requests, as clients do. */
export class HttpClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true });

  /** Undefined when no answer came, for whatever reason. */
  async send(sent: Request): Promise<Response | undefined> {
    const { promise, resolve } = Promise.withResolvers<Response | undefined>();
    const { method, url, body, abandonedAfterMs } = sent;
    const asked = request(url, { method, agent: this.#agent, headers: headersOf(sent) });
    asked.setTimeout(SILENCE_MS_MAX, () => asked.destroy());
    asked.once("error", () => resolve(undefined));
    asked.once("response", (response) => {
      const texts: string[] = [];
      response.setEncoding("utf8");
      response.on("data", (text: string) => texts.push(text));
      response.once("error", () => resolve(undefined));
      response.once("close", () => resolve(undefined));
      response.once("end", () => {
        const isReplay = response.headers["idempotent-replayed"] === "true";
        const whole = response.complete ? { text: texts.join(""), isReplay } : undefined;
        resolve(whole && { status: response.statusCode ?? 0, ...whole });
      });
    });
    asked.end(body);
    if (abandonedAfterMs === undefined) return promise;
    const timer = setTimeout(() => asked.destroy(), abandonedAfterMs);
    return promise.finally(() => clearTimeout(timer));
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

function headersOf({ token, key, body }: Request): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    ...(key !== undefined && { "idempotency-key": key }),
    ...(body !== undefined && {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    }),
  };
}

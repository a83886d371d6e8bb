import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { proxyAnswer } from "./answer.ts";
import type { HubFault } from "./hub-fault-plan.ts";
import { randomFrom, type Random } from "./random.ts";

const TOKEN_WORDS = 4;
/** Tokens nobody came with; the oldest go first. */
const TOKENS_MAX = 10_000;

/** Where clients negotiate and are let in. */
export class HubDoor {
  readonly #random: Random;
  readonly #tokens = new Set<string>();
  #negotiations = 0;
  isOpen = true;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  get negotiations(): number {
    return this.#negotiations;
  }

  /** Hands out a token, unless something goes wrong; a negotiation that hangs is never answered. */
  negotiate(request: IncomingMessage, response: ServerResponse, fault: HubFault | undefined): void {
    this.#negotiations += 1;
    request.resume();
    if (fault?.kind === "negotiate_hang") return;
    if (fault?.kind === "negotiate_error") {
      const { status, headers, body } = proxyAnswer(fault.status);
      response.writeHead(status, headers).end(body);
      return;
    }
    if (!this.isOpen || request.method !== "POST") {
      response.writeHead(this.isOpen ? 405 : 404).end();
      return;
    }
    const version = Number(queryOf(request).get("negotiateVersion") ?? 0);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(this.#negotiation(version)));
  }

  /** Whether that client may come in; without a token it skipped the negotiation. */
  admits(request: IncomingMessage, socket: Duplex): boolean {
    const token = queryOf(request).get("id");
    const isKnown = token === null || this.#tokens.delete(token);
    if (this.isOpen && isKnown) return true;
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    return false;
  }

  /** Version 0 of the protocol knows one id only. */
  #negotiation(version: number): unknown {
    const connectionId = this.#draw();
    const connectionToken = version >= 1 ? this.#draw() : connectionId;
    this.#tokens.add(connectionToken);
    const [oldest] = this.#tokens;
    if (this.#tokens.size > TOKENS_MAX && oldest !== undefined) this.#tokens.delete(oldest);
    return {
      negotiateVersion: version >= 1 ? 1 : 0,
      connectionId,
      ...(version >= 1 ? { connectionToken } : {}),
      availableTransports: [{ transport: "WebSockets", transferFormats: ["Text", "Binary"] }],
    };
  }

  #draw(): string {
    const words = Array.from({ length: TOKEN_WORDS }, () => this.#random.next());
    return Buffer.from(Uint32Array.from(words).buffer).toString("base64url");
  }
}

function queryOf({ url = "/" }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.split("?", 2)[1]);
}

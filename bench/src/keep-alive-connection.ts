import { connect, type Socket } from "node:net";

import { HttpFault } from "./http-fault.ts";

/** An answer as it came: status, the text of its head, the bytes of its body. */
export type RawAnswer = { readonly status: number; readonly head: string; readonly body: Buffer };

const HEAD_END = "\r\n\r\n";
const STATUS = /^HTTP\/1\.1 (\d{3}) /;
const LENGTH = /\r\ncontent-length: (\d+)/i;
/** It never has a body, and no length either. */
const NOT_MODIFIED = "304";
/** Nothing that is measured here answers with more. */
const ANSWER_BYTES_MAX = 1024 * 1024;
/** Longer than any server measured here may take for an answer. */
const SILENCE_MS_MAX = 30_000;

/**
 * One connection that asks one thing after the other, with as little work as possible: whoever measures a server
 * on the same machine takes its processor time away. Understands answers with a Content-Length only.
 */
export class KeepAliveConnection implements Disposable {
  readonly #socket: Socket;
  readonly #host: string;
  #received: Buffer = Buffer.alloc(0);
  #asked: PromiseWithResolvers<RawAnswer> | undefined;

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.setTimeout(SILENCE_MS_MAX, () => this.#fail("the server says nothing"));
    this.#socket.on("data", (bytes) => this.#take(bytes));
    this.#socket.on("error", (error) => this.#fail(error.message));
    this.#socket.on("close", () => this.#fail("the server closed the connection"));
  }

  /**
   * Asks for a path and its query, unless it is what a tag names; the next may follow once this one is answered.
   * Throws `HttpFault`.
   */
  get(path: string, ifNoneMatch?: string): Promise<RawAnswer> {
    const condition = ifNoneMatch === undefined ? "" : `If-None-Match: ${ifNoneMatch}\r\n`;
    return this.#ask(`GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${condition}\r\n`);
  }

  /** Sends JSON in ASCII, with further headers, each with its line break. As `get` otherwise. */
  post(path: string, headers: string, body: string): Promise<RawAnswer> {
    const about = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    return this.#ask(
      `POST ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${headers}${about}\r\n${body}`,
    );
  }

  #ask(request: string): Promise<RawAnswer> {
    if (this.#asked !== undefined) throw new HttpFault("the last answer is still to come");
    if (this.#socket.destroyed) throw new HttpFault("the connection is closed");
    this.#asked = Promise.withResolvers();
    this.#socket.write(request, "latin1");
    return this.#asked.promise;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0 || this.#received.length > ANSWER_BYTES_MAX) return this.#checkSize();
    const head = this.#received.toString("latin1", 0, headEnd);
    const status = STATUS.exec(head)?.[1];
    const length = status === NOT_MODIFIED ? "0" : LENGTH.exec(head)?.[1];
    if (status === undefined || length === undefined) return this.#fail("not a plain answer");
    const start = headEnd + HEAD_END.length;
    const end = start + Number(length);
    if (this.#received.length < end) return undefined;
    return this.#answer({
      status: Number(status),
      head,
      body: this.#received.subarray(start, end),
    });
  }

  #answer(answer: RawAnswer): void {
    this.#received = Buffer.alloc(0);
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.resolve(answer);
  }

  #checkSize(): void {
    if (this.#received.length > ANSWER_BYTES_MAX) this.#fail("the answer is too large");
  }

  #fail(reason: string): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.reject(new HttpFault(reason));
    this.#socket.destroy();
  }
}

/** A request as it goes out. */
export type WireRequest = {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
};

/** An answer as it came in. */
export type WireAnswer = {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
};

/** Sends one request and waits for the whole answer, until the signal aborts. */
export type Transport = (request: WireRequest, signal: AbortSignal) => Promise<WireAnswer>;

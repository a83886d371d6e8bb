/** So much of `fetch` as the client uses: the global one fits, as does `undici`'s or one of your own. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

/** What the client hands to `fetch`. */
export type FetchInit = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** Credentials are not carried elsewhere. */
  readonly redirect: "manual";
};

/** What the client expects of `fetch`. */
export type FetchAnswer = {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AnswerBody | null;
};

/** So much of a `ReadableStream` as the client uses. */
export type AnswerBody = {
  getReader(): {
    read(): Promise<{ readonly done?: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
};

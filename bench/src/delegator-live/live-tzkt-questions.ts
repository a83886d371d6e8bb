/** A block that has at least one delegation, and what follows from it. */
export type NewBlock = {
  /** When the hub told of it, in milliseconds since 1970. */
  readonly toldMs: number;
  readonly ids: readonly number[];
  /** What page 1 has to be from now on, without the line break at its end. */
  readonly page: string;
};

/** How many rows the chain has, and the SHA-256 in hex over all that the service stores of them. */
export type LiveTruth = { readonly rows: number; readonly digest: string };

/** What `live-tzkt-child.ts` can be asked; `start` comes first. */
export type LiveTzktQuestions = {
  start(options: { readonly rows: number }): Promise<{ readonly url: string }>;
  /** Lets the chain go on until a block has a delegation; empty ones are told as well. */
  advance(none: null): Promise<NewBlock>;
  truth(none: null): Promise<LiveTruth>;
};

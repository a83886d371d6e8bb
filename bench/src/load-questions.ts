/** A path and query, and the body it must be answered with, to the last byte. */
export type LoadTarget = {
  readonly path: string;
  readonly body: string;
  /** The tag of a copy that still holds: the answer must be 304, and the body empty. */
  readonly ifNoneMatch?: string;
};

/** A stretch of load: every connection asks for one target after the other. */
export type Load = {
  readonly url: string;
  readonly connections: number;
  readonly milliseconds: number;
  readonly targets: readonly LoadTarget[];
};

/** What `load-child.ts` can be asked. */
export type LoadQuestions = {
  /** Answers a second. Fails when one of them is wrong. */
  run(load: Load): Promise<number>;
};

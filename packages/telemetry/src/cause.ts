import { AsyncLocalStorage } from "node:async_hooks";

/** What led to the work that is being done: it is copied to every command that the work issues. */
export type Cause = {
  /** Set where the work came in, and carried along everywhere. */
  readonly correlationId: string;
  /** The message that directly led to it, such as the id of an event; left out at the edge. */
  readonly causationId?: string;
  /** On whose behalf. */
  readonly actor?: string;
  /** Where it is in a trace, as W3C Trace Context writes it. */
  readonly traceparent?: string;
  /**
   * There if several messages are handled at once: a command then has to say which of them it follows from, and this
   * tells the `correlationId` of that one; undefined if it is none of them.
   */
  readonly correlationOf?: (causationId: string) => string | undefined;
};

const causes = new AsyncLocalStorage<Cause>();

/** Does some work, and whatever it waits for, because of something. */
export function withCause<T>(cause: Cause, work: () => T): T {
  return causes.run(cause, work);
}

/** Why this is being done; undefined outside of `withCause`. */
export function presentCause(): Cause | undefined {
  return causes.getStore();
}

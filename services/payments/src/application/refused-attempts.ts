import type { AttemptRefused } from "../domain/audit/attempt-refused.ts";

/** An attempt that was refused, before it has a time. */
export type RefusedAttempt = Omit<AttemptRefused, "type" | "at"> & {
  readonly tenant: string;
  /** Where the request came from, and what tells its content from any other; kept beside the event. */
  readonly meta: { readonly ip?: string; readonly request?: string };
};

/** Writes a refused attempt down; done once it cannot be lost any more. */
export type RecordRefusal = (attempt: RefusedAttempt) => Promise<void>;

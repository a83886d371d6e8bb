/** Somebody who is known asked for what was refused, and nothing has happened. Names and texts of a request are not told. */
export type AttemptRefused = {
  readonly type: "AttemptRefused";
  /** Whose token it was, and the program that used it. */
  readonly actor: string;
  readonly client?: string;
  /** What was to be done, such as `transfer.create`. */
  readonly action: string;
  /** What it was to be done with, such as `account:…`. */
  readonly resource: string;
  /** Why not. */
  readonly code: string;
  /** The one that was missing, of somebody who may not do it. */
  readonly permission?: string;
  /** In minor units. */
  readonly amount?: bigint;
  readonly currency?: string;
  readonly at: string;
};

/** What happens in the streams of refused attempts. */
export type AuditEvent = AttemptRefused;

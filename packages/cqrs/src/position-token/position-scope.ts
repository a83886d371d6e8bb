import type { Refusal } from "../refusal.ts";

/** Whose token it is, and for what: one that was handed out elsewhere opens nothing here. */
export type PositionScope = {
  /** A uuid, in whatever case. */
  readonly tenant: string;
  /** What the position is for, such as `transfers-page` or `read-your-writes`. */
  readonly purpose: string;
};

/** One answer for whatever is wrong with a token, so that it tells nothing to whoever tries some. */
export type InvalidToken = Refusal<"invalid_token">;

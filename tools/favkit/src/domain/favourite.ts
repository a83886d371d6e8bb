import type { Target } from "./target.ts";

/** One item of a list. */
export type Favourite = {
  /** Upper-case UUID, unique in its list. */
  readonly uuid: string;
  readonly target: Target;
  /**
   * The name that is shown, maybe empty. A store derives it from what it reads (an explicit name, the bookmark's
   * display name, the last part of the path) and writes an explicit name only where this one differs from that.
   */
  readonly label: string;
  readonly isVisible: boolean;
  /** False when the bookmark cannot be understood or leads nowhere; the target is the last known one then. */
  readonly isResolved: boolean;
  /** `SpecialItemIdentifier` without its prefix, as "IsHome". */
  readonly special?: string;
  /** What the store read, untouched, so that data unknown to us survives; absent in an item that is new. */
  readonly raw?: unknown;
};

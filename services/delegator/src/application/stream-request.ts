import type { DelegationFilter } from "../domain/delegation-filter.ts";
import type { StreamPosition } from "../domain/stream-position.ts";

/** What somebody wants to follow. */
export type StreamRequest = {
  readonly filter: DelegationFilter;
  /** Only what no reorg can take back any more. */
  readonly isFinalOnly: boolean;
  /** Where they left off; undefined for whoever begins now. */
  readonly after: StreamPosition | undefined;
};

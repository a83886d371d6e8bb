/** What is wrong with a log. */
export type LogFaultCode =
  | "index_missing"
  | "position_missing"
  | "leaf_differs"
  | "category_differs"
  | "version_differs"
  | "tail_missing"
  | "beyond_head"
  | "tile_differs"
  | "tile_missing"
  | "tile_beyond_log"
  | "head_not_believed"
  | "head_root_differs"
  | "head_beyond_log"
  | "witness_not_believed"
  | "witness_root_differs"
  | "witness_beyond_log"
  | "line_malformed";

/** The first thing that is wrong with a log. */
export type LogFault = {
  readonly code: LogFaultCode;
  /** The first position that is, or may be, wrong. */
  readonly position: number;
  /** The last that may be: a root tells that one of its events is wrong, not which. */
  readonly upTo: number;
  readonly sentence: string;
};

/** What came of verifying a log. */
export type LogVerdict =
  | {
      readonly ok: true;
      /** Events that are what their leaves say, in order. */
      readonly verified: number;
      /** As many of them as a checkpoint speaks for, from the beginning on. */
      readonly sealed: number;
    }
  | { readonly ok: false; readonly fault: LogFault };

/** A fault of one position, or of one of several. */
export function faultAt(
  code: LogFaultCode,
  place: number | readonly [position: number, upTo: number],
  sentence: string,
): LogFault {
  const [position, upTo] = typeof place === "number" ? [place, place] : place;
  return { code, position, upTo, sentence };
}

/** Of two faults the one that comes first in the log. */
export function firstFault(
  one: LogFault | undefined,
  other: LogFault | undefined,
): LogFault | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.position < one.position ? other : one;
}

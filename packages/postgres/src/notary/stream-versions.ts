import { faultAt, type LogFault } from "./log-fault.ts";

/** An event whose predecessor in its stream was too long ago to be remembered. */
export type Unknown = { readonly key: string; readonly version: number; readonly position: number };

/** So many streams are remembered for certain, and up to twice as many; a hundred bytes and the id each. */
const STREAMS_MAX = 50_000;

/**
 * Whether versions count up from 1 in each stream, in the order of positions. Only streams of late are remembered, so
 * that any number of them may take part; what went on after a long rest has to be looked up.
 */
export class StreamVersions {
  readonly #max: number;
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #unknown: Unknown[] = [];

  constructor(max = STREAMS_MAX) {
    this.#max = max;
  }

  /** What is wrong with the version of the next event of a stream, as far as it is remembered. */
  next(key: string, version: number, position: number): LogFault | undefined {
    const last = this.#young.get(key) ?? this.#old.get(key);
    if (last === undefined) {
      if (version < 1) return versionFault(position, version);
      // The first version of a stream is there once only: a unique index sees to that.
      if (version > 1) this.#unknown.push({ key, version, position });
    } else if (version !== last + 1) {
      return versionFault(position, version);
    }
    this.#young.set(key, version);
    if (this.#young.size >= this.#max) [this.#old, this.#young] = [this.#young, new Map()];
    return undefined;
  }

  /** What has to be looked up, since the last time this was asked. */
  takeUnknown(): readonly Unknown[] {
    const taken = this.#unknown;
    this.#unknown = [];
    return taken;
  }
}

/** The fault of an event whose version does not go on from the one before it in its stream. */
export function versionFault(position: number, version: number): LogFault {
  return faultAt("version_differs", position, `version ${version} does not go on its stream`);
}

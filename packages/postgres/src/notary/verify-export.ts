import { CompactRange, leafHash } from "@holdfast/transparency";

import { type Believed, type ExpectedRoot, expectedRoot, rootFault } from "./expected-roots.ts";
import { type ExportLine, exportLine } from "./export-line.ts";
import { linesOf } from "./lines-of.ts";
import { faultAt, firstFault, type LogFault, type LogVerdict } from "./log-fault.ts";
import { type Share, StreamCounts } from "./stream-counts.ts";
import { versionFault } from "./stream-versions.ts";
import { WitnessedRoots } from "./witnessed-roots.ts";

/** What was exported, and by what it is verified. */
export type VerifyExportOptions = Believed & {
  /** Begins to read the export from its beginning; called again where it has too many streams to remember at once. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Checkpoints that came another way, from the oldest on; only they show that the end of the export is missing. */
  readonly checkpoints?: () => AsyncIterable<string>;
  /** Told every 10,000 events. */
  readonly onProgress?: (progress: { readonly verified: number }) => void;
  /** Streams that are remembered at once; 500,000. */
  readonly streamsMax?: number;
};

const STREAMS_MAX = 500_000;
const TOLD_EVERY = 10_000;

/**
 * Verifies what `exportLog` wrote, with nothing else than the public key: the tree over the lines has the roots of the
 * checkpoints, and versions count up in each stream. There are no leaves beside the events, so that of a wrong one only
 * the checkpoints tell between which sizes it is.
 */
export async function verifyExport(options: VerifyExportOptions): Promise<LogVerdict> {
  const { streamsMax = STREAMS_MAX } = options;
  const first = new ExportWalk(options, new StreamCounts(streamsMax));
  await first.run();
  let { fault } = first;
  const { parts } = first.counts.share;
  for (let part = 1; part < parts; part += 1) {
    fault = firstFault(fault, await versionsFault(options, { parts, part }));
  }
  if (fault !== undefined) return { ok: false, fault };
  return { ok: true, verified: first.size, sealed: first.sealed };
}

type Expected = { readonly roots: readonly ExpectedRoot[]; readonly fault: LogFault | undefined };

class ExportWalk {
  readonly counts: StreamCounts;
  sealed = 0;
  fault: LogFault | undefined;
  readonly #options: VerifyExportOptions;
  readonly #tree = new CompactRange();
  #witnessed: Expected = { roots: [], fault: undefined };

  constructor(options: VerifyExportOptions, counts: StreamCounts) {
    this.#options = options;
    this.counts = counts;
  }

  get size(): number {
    return this.#tree.size;
  }

  async run(): Promise<void> {
    const { open, checkpoints } = this.#options;
    await using seen = new WitnessedRoots(checkpoints?.(), this.#options);
    this.#witnessed = await seen.upTo(TOLD_EVERY, 0);
    for await (const { bytes, isWhole } of linesOf(open())) {
      const line = isWhole ? exportLine(bytes) : undefined;
      if (line === undefined) {
        this.fault = faultAt("line_malformed", this.size + 1, "a line is not that of an export");
      } else if ("checkpoint" in line) {
        this.#takeCheckpoint(line.checkpoint);
      } else {
        this.fault = wrongVersion(this.counts, line, this.size + 1);
        this.#tree.append(leafHash(bytes));
        await this.#compareWitnessed(seen);
      }
      if (this.fault !== undefined) return;
    }
    const { roots, fault } = this.#witnessed;
    const left = roots.find(({ size }) => size > this.size);
    const beyond =
      left === undefined ? await seen.beyond(this.size) : rootFault(left, 0, this.size);
    this.fault = firstFault(fault, beyond);
  }

  #takeCheckpoint(checkpoint: string): void {
    const root = expectedRoot({ note: checkpoint, from: "head" }, this.#options, this.sealed);
    if ("code" in root) this.fault = root;
    else this.#compare(root);
  }

  async #compareWitnessed(seen: WitnessedRoots): Promise<void> {
    for (const root of this.#witnessed.roots) if (root.size === this.size) this.#compare(root);
    if (this.size % TOLD_EVERY > 0 || this.fault !== undefined) return;
    this.#options.onProgress?.({ verified: this.size });
    this.#witnessed = await seen.upTo(this.size + TOLD_EVERY, this.sealed);
  }

  #compare(root: ExpectedRoot): void {
    const { size, sealed } = this;
    if (root.size === size && root.root === this.#tree.root()) this.sealed = size;
    else if (root.size <= size) this.fault ??= rootFault(root, sealed);
    else {
      // A checkpoint stands behind the last event that it speaks for: any of those before it may be the missing one.
      const sentence = `${root.size} events were before this checkpoint, ${size} are (${root.from})`;
      this.fault ??= faultAt("head_beyond_log", [sealed + 1, root.size], sentence);
    }
  }
}

/** Looks at the versions alone, of another share of the streams. */
async function versionsFault(
  options: VerifyExportOptions,
  share: Share,
): Promise<LogFault | undefined> {
  const counts = new StreamCounts(Infinity, share);
  let position = 0;
  for await (const { bytes } of linesOf(options.open())) {
    const line = exportLine(bytes);
    if (line === undefined) return undefined;
    if ("checkpoint" in line) continue;
    position += 1;
    const fault = wrongVersion(counts, line, position);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function wrongVersion(
  counts: StreamCounts,
  { key, version }: Extract<ExportLine, { key: string }>,
  position: number,
): LogFault | undefined {
  const count = counts.next(key);
  if (count === undefined || version === undefined || version === count) return undefined;
  return versionFault(position, version);
}

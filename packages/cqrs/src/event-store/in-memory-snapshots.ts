import { fromJsonText } from "../json-text.ts";
import type { LoadedStream, Snapshot, StreamWanted } from "./event-store.ts";
import { snapshotText } from "./snapshot-text.ts";

type Kept = { readonly version: number; readonly fingerprint: string; readonly text: string };

/** The states of streams, one per reducer; kept as text, so that a state comes back as a database gives it back. */
export class InMemorySnapshots {
  readonly #kept = new Map<string, Kept>();

  save({ version, fingerprint, state, ...of }: Snapshot): void {
    const kept = this.#kept.get(keyOf(of));
    if (kept?.fingerprint === fingerprint && kept.version >= version) return;
    this.#kept.set(keyOf(of), { version, fingerprint, text: snapshotText(state) });
  }

  /** The snapshot that fits, if the stream is as far as it. */
  find(
    { snapshot: key, after = 0, ...stream }: StreamWanted,
    version: number,
  ): Pick<LoadedStream, "snapshot"> {
    if (key === undefined) return {};
    const kept = this.#kept.get(keyOf({ ...stream, reducer: key.reducer }));
    const isOurs = kept?.fingerprint === key.fingerprint;
    if (!isOurs || kept.version <= after || kept.version > version) return {};
    return { snapshot: { version: kept.version, state: fromJsonText(kept.text) } };
  }
}

function keyOf(of: Pick<Snapshot, "tenant" | "streamId" | "reducer">): string {
  return `${of.tenant} ${of.reducer}\0${of.streamId}`;
}

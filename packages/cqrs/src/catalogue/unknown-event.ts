/** Where an event is, and in which form. */
type Recorded = {
  readonly streamId: string;
  readonly type: string;
  readonly schemaVersion: number;
};

/** An event that this release cannot read; guessing would make half a state, or half a read model, of it. */
export class UnknownEvent extends TypeError {
  override readonly name = "UnknownEvent";
  readonly code = "unknown_event";
  readonly type: string;
  readonly schemaVersion: number;

  /** `known` is the newest version that is known here; undefined if the type is not. */
  constructor({ streamId, type, schemaVersion }: Recorded, known: number | undefined) {
    super(`${streamId} holds ${type} ${reason(schemaVersion, known)}`);
    this.type = type;
    this.schemaVersion = schemaVersion;
  }
}

function reason(version: number, known: number | undefined): string {
  if (known === undefined)
    return "events, which are not known here: deploy a release that knows them";
  const held = `in schema version ${version}`;
  if (version < known) return `${held}, and nothing brings it to ${known}: give it a catalogue`;
  return `${held}, and ${known} is the newest known here: deploy the release that wrote it`;
}

import {
  addressRefusal,
  type AppendRefusal,
  type EventStore,
  invalid,
  isAppendRefusal,
  type MessageMeta,
} from "@holdfast/cqrs/event-store";

import { wrongSubjectId } from "./subject-id.ts";
import type { SubjectKeys } from "./subject-keys.ts";
import { erasureEvents, type SubjectShredded } from "./subject-shredded.ts";
import type { SubjectAddress } from "./wrapped-keys.ts";

/** Whom to erase, and who asked for it; nothing of it may be personal. */
export type Shredding = SubjectAddress & { readonly meta?: MessageMeta | undefined };

/** An erasure that is done: nobody can read the subject's data any more. */
export type Shredded = {
  readonly status: "shredded";
  /** Whether it was done before. */
  readonly duplicate: boolean;
  /** Where the log tells of it: what has read up to here knows. */
  readonly streamId: string;
  readonly position: bigint;
  /** Remains that were not tidied up, which nobody can read; the same call again does it. Left out, it is done. */
  readonly untidied?: readonly Untidied[];
};

/** What could not be tidied up, and why: snapshots of what was sealed, or what the storage of the keys has left of them. */
export type Untidied = { readonly what: "snapshots" | "keys"; readonly why: unknown };

/** What an erasure takes. */
export type EraserOptions = {
  readonly keys: Pick<SubjectKeys, "destroy">;
  /** The log itself; an erasure writes nothing that would have to be sealed. */
  readonly store: Pick<EventStore, "append" | "readStream">;
  /** Deletes the snapshots that were sealed by one of some keys. They cannot be read any more; they need not stay either. */
  readonly forgetSnapshots: (tenant: string, keyIds: readonly string[]) => Promise<void>;
  /** Takes away what the storage of the keys has left of them, as far as it can. */
  readonly scrub?: () => Promise<void>;
};

/**
 * Erases somebody: destroys the keys, tells by one `SubjectShredded`, then tidies up. Whatever it dies of, the same call again
 * finishes it; before the keys are destroyed nothing has happened, and afterwards nobody can read anything.
 */
export async function shred(
  { tenant, subjectId, meta }: Shredding,
  options: EraserOptions,
): Promise<Shredded | AppendRefusal> {
  const { keys, forgetSnapshots, scrub } = options;
  const wrong = wrongSubjectId(subjectId);
  if (wrong !== undefined) return invalid({ path: "subjectId" }, wrong);
  const commands = [{ commandId: "shred", events: [] }];
  const nowhere = addressRefusal({ tenant, streamId: "erasure", expect: "absent", commands });
  if (nowhere !== undefined) return nowhere;
  const { reference, keyIds } = await keys.destroy({ tenant, subjectId });
  // Before all that may wait or fail: read models still show what is erased.
  const told = await tell({ tenant, subjectId, meta }, reference, options);
  if (isAppendRefusal(told)) return told;
  const tidied = await Promise.all([
    untidiedBy("snapshots", forgetSnapshots(tenant, keyIds)),
    untidiedBy("keys", scrub?.()),
  ]);
  const untidied = tidied.flat();
  return untidied.length === 0 ? told : { ...told, untidied };
}

async function untidiedBy(
  what: Untidied["what"],
  tidying: Promise<void> | undefined,
): Promise<readonly Untidied[]> {
  try {
    await tidying;
    return [];
  } catch (why) {
    return [{ what, why }];
  }
}

async function tell(
  { tenant, subjectId, meta }: Shredding,
  reference: string,
  { store }: Pick<EraserOptions, "store">,
): Promise<Shredded | AppendRefusal> {
  const streamId = `erasure-${reference}`;
  const event: SubjectShredded = { type: "SubjectShredded", subjectId };
  const outcome = await store.append({
    tenant,
    streamId,
    expect: "absent",
    commands: [
      {
        commandId: `shred:${reference}`,
        events: [event],
        ...(meta !== undefined && { meta }),
        schemaVersions: erasureEvents.schemaVersions,
      },
    ],
  });
  if (!isAppendRefusal(outcome)) {
    const duplicate = outcome.status === "duplicate";
    return { status: "shredded", duplicate, streamId, position: outcome.lastPosition };
  }
  if (outcome.code !== "version_conflict") return outcome;
  // It was told before, and the command is forgotten since.
  const [told] = await store.readStream({ tenant, streamId, max: 1 });
  if (told === undefined) return outcome;
  return { status: "shredded", duplicate: true, streamId, position: told.position };
}

import type { SubscriptionId } from "./subscription.ts";

/**
 * The log ends before what was handled of it, as after a restore of an older backup. To go on would skip whatever is
 * appended at the positions in between.
 */
export class CheckpointBeyondLog extends Error {
  override readonly name = "CheckpointBeyondLog";
  readonly code = "checkpoint_beyond_log";

  constructor({ name, revision }: SubscriptionId, at: { position: bigint; head: bigint }) {
    super(
      `${name} (revision ${revision}) has handled the log up to ${at.position}, which ends at ${at.head}: ` +
        "restore the rest of the log, or build the model anew as another revision",
    );
  }
}

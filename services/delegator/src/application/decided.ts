import { isRefusal } from "@holdfast/cqrs";

import type { ChainSyncCommand } from "../domain/chain-sync-command.ts";
import type { ChainSyncEvent } from "../domain/chain-sync-event.ts";
import type { ChainSyncRefusal } from "../domain/chain-sync-refusal.ts";
import type { ChainSyncState } from "../domain/chain-sync-state.ts";
import { chainSync } from "../domain/chain-sync.ts";

/** A command that the service gave to itself was refused: the mirror is not where the service took it to be. */
class CommandRefused extends Error {
  override readonly name = "CommandRefused";
  readonly code: ChainSyncRefusal["code"];

  constructor({ code, sentence }: ChainSyncRefusal) {
    super(sentence);
    this.code = code;
  }
}

/** Nothing but a look at the tip depends on it. */
const NO_CONTEXT = { finality: 0 };

/** What a command lets happen that is no look at the tip. Throws `CommandRefused`. */
export function decided(
  state: ChainSyncState,
  command: Exclude<ChainSyncCommand, { readonly type: "Reconcile" }>,
): readonly ChainSyncEvent[] {
  const decision = chainSync.decide(command, state, NO_CONTEXT);
  if (isRefusal(decision)) throw new CommandRefused(decision);
  return decision;
}

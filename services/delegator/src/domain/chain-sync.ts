import { type Decider, refuse } from "@holdfast/cqrs";

import type { ChainSyncCommand } from "./chain-sync-command.ts";
import type { ChainSyncEvent } from "./chain-sync-event.ts";
import type { ChainSyncRefusal } from "./chain-sync-refusal.ts";
import type { ChainSyncState } from "./chain-sync-state.ts";
import { type CommandOf, type Decision, decideLoad, isOfLoad, NOT_LOADED } from "./decide-load.ts";
import { evolveMirror } from "./evolve-mirror.ts";
import { reconcile } from "./reconcile.ts";

/** What a decision depends on besides command and state. */
export type ChainSyncContext = {
  /** Blocks on top of a block that make it final. */
  readonly finality: number;
};

function confirmDivergence(
  { level }: CommandOf<"ConfirmDivergence">,
  { mirror }: ChainSyncState,
): Decision {
  if (mirror.phase === "diverged") return [];
  return mirror.phase === "following"
    ? [{ type: "Diverged", level }]
    : refuse("not_following", NOT_LOADED);
}

function compare(
  answer: CommandOf<"Reconcile">,
  { mirror }: ChainSyncState,
  { finality }: ChainSyncContext,
): Decision {
  if (!("window" in mirror)) return refuse("not_following", NOT_LOADED);
  return reconcile(mirror.window, answer, { finality, isDiverged: mirror.phase === "diverged" });
}

function recordAudit(audit: CommandOf<"RecordAudit">, { mirror }: ChainSyncState): Decision {
  if (!("window" in mirror)) return refuse("not_following", NOT_LOADED);
  const { level, rows, findings } = audit;
  return findings.length === 0
    ? [{ type: "AuditPassed", level, rows }]
    : [{ type: "AuditFailed", level, findings }];
}

function promote({ epoch, leader }: CommandOf<"Promote">, { lead }: ChainSyncState): Decision {
  if (epoch <= lead.epoch) {
    return refuse("epoch_not_newer", `epoch ${lead.epoch} leads already`, { epoch: lead.epoch });
  }
  return [{ type: "LeaderChanged", epoch, leader }];
}

function demote({ epoch }: CommandOf<"Demote">, { lead }: ChainSyncState): Decision {
  if (epoch !== lead.epoch || lead.leader === null) {
    return refuse("not_leading", `epoch ${epoch} does not lead`, { epoch: lead.epoch });
  }
  return [{ type: "LeaderChanged", epoch, leader: null }];
}

function decide(
  command: ChainSyncCommand,
  state: ChainSyncState,
  context: ChainSyncContext,
): Decision {
  if (isOfLoad(command)) return decideLoad(command, state);
  switch (command.type) {
    case "Reconcile":
      return compare(command, state, context);
    case "ConfirmDivergence":
      return confirmDivergence(command, state);
    case "RecordAudit":
      return recordAudit(command, state);
    case "Promote":
      return promote(command, state);
    case "Demote":
    default: // A command that is added without a case of its own does not fit here.
      return demote(command, state);
  }
}

function evolve(state: ChainSyncState, event: ChainSyncEvent): ChainSyncState {
  if (event.type !== "LeaderChanged")
    return { ...state, mirror: evolveMirror(state.mirror, event) };
  const { epoch, leader } = event;
  return { ...state, lead: { epoch, leader } };
}

export const chainSync: Decider<
  ChainSyncCommand,
  ChainSyncState,
  ChainSyncEvent,
  ChainSyncRefusal,
  ChainSyncContext
> = {
  initialState: () => ({ lead: { epoch: 0, leader: null }, mirror: { phase: "absent" } }),
  decide,
  evolve,
  phase: ({ mirror }) => mirror.phase,
};

import { type Decider, refuse } from "@holdfast/cqrs";

import type { ChainSyncCommand } from "./chain-sync-command.ts";
import type { ChainSyncEvent } from "./chain-sync-event.ts";
import type { ChainSyncRefusal } from "./chain-sync-refusal.ts";
import type { ChainSyncState } from "./chain-sync-state.ts";
import { evolveMirror } from "./evolve-mirror.ts";
import { reconcile } from "./reconcile.ts";

type Decision = readonly ChainSyncEvent[] | ChainSyncRefusal;

/** What a decision depends on besides command and state. */
export type ChainSyncContext = {
  /** Blocks on top of a block that make it final. */
  readonly finality: number;
};

const NOT_LOADED = "the history has not been loaded yet";

type CommandOf<Type extends ChainSyncCommand["type"]> = Extract<
  ChainSyncCommand,
  { readonly type: Type }
>;

function start({ chainId, finalLevel }: CommandOf<"Start">, { mirror }: ChainSyncState): Decision {
  if (mirror.phase === "absent") return [{ type: "SyncStarted", chainId, finalLevel }];
  return mirror.chainId === chainId
    ? refuse("already_started", `${chainId} is mirrored already`, { chainId })
    : refuse("wrong_chain", `this is the mirror of ${mirror.chainId}, not of ${chainId}`, {
        chainId,
        mirrored: mirror.chainId,
      });
}

function ingestPage(page: CommandOf<"IngestPage">, { mirror }: ChainSyncState): Decision {
  if (mirror.phase !== "loading") return refuse("not_loading", "no history is being loaded");
  return [{ ...page, type: "PageIngested" }];
}

function catchUp({ head, rows }: CommandOf<"CatchUp">, { mirror }: ChainSyncState): Decision {
  if (mirror.phase !== "loading") return refuse("not_loading", "no history is being loaded");
  return [{ type: "CaughtUp", head, rows }];
}

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
  switch (command.type) {
    case "Start":
      return start(command, state);
    case "IngestPage":
      return ingestPage(command, state);
    case "CatchUp":
      return catchUp(command, state);
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

import { refuse } from "@holdfast/cqrs";

import type { ChainSyncCommand } from "./chain-sync-command.ts";
import type { ChainSyncEvent } from "./chain-sync-event.ts";
import type { ChainSyncRefusal } from "./chain-sync-refusal.ts";
import type { ChainSyncState, HistoryLoad } from "./chain-sync-state.ts";
import { rowPieces } from "./row-pieces.ts";

export type Decision = readonly ChainSyncEvent[] | ChainSyncRefusal;

export type CommandOf<Type extends ChainSyncCommand["type"]> = Extract<
  ChainSyncCommand,
  { readonly type: Type }
>;

export const NOT_LOADED = "the history has not been loaded yet";
const NO_LOAD = "no history is being loaded";

function start({ chainId, finalLevel }: CommandOf<"Start">, { mirror }: ChainSyncState): Decision {
  if (mirror.phase === "absent") return [{ type: "SyncStarted", chainId, finalLevel }];
  return mirror.chainId === chainId
    ? refuse("already_started", `${chainId} is mirrored already`, { chainId })
    : refuse("wrong_chain", `this is the mirror of ${mirror.chainId}, not of ${chainId}`, {
        chainId,
        mirrored: mirror.chainId,
      });
}

function rebuild({ finalLevel }: CommandOf<"Rebuild">, { mirror }: ChainSyncState): Decision {
  if (!("window" in mirror)) return refuse("not_following", NOT_LOADED);
  if (mirror.load === undefined) return [{ type: "RebuildStarted", finalLevel }];
  const { chainId } = mirror;
  return refuse("already_started", `${chainId} is being loaded anew already`, { chainId });
}

function loadOf({ mirror }: ChainSyncState): HistoryLoad | undefined {
  return mirror.phase === "absent" ? undefined : mirror.load;
}

function ingestPage(page: CommandOf<"IngestPage">, state: ChainSyncState): Decision {
  const load = loadOf(state);
  if (load === undefined) return refuse("not_loading", NO_LOAD);
  const { range, fromId } = page;
  const reached = load.reached[range] ?? 0;
  if (fromId > reached) return [{ ...page, type: "PageIngested" }];
  const sentence = `range ${range} has come to id ${reached}, and the page begins with ${fromId}`;
  return refuse("page_not_next", sentence, { range, reached });
}

function discard(
  command: CommandOf<"DiscardRange" | "DiscardLoad">,
  state: ChainSyncState,
): Decision {
  if (loadOf(state) === undefined) return refuse("not_loading", NO_LOAD);
  return command.type === "DiscardRange"
    ? [{ type: "RangeDiscarded", range: command.range }]
    : [{ type: "LoadDiscarded", reason: command.reason }];
}

function catchUp({ head, rows }: CommandOf<"CatchUp">, { mirror }: ChainSyncState): Decision {
  const [first = [], ...others] = rowPieces(rows);
  const more = others.map((each) => ({ type: "NewestTold", rows: each }) as const);
  if (mirror.phase === "loading") return [{ type: "CaughtUp", head, rows: first }, ...more];
  if (mirror.phase === "absent" || mirror.load === undefined) {
    return refuse("not_loading", NO_LOAD);
  }
  const { finalLevel } = mirror.load;
  return [{ type: "HistoryReplaced", finalLevel, head, rows: first }, ...more];
}

export type LoadCommand =
  | CommandOf<"Start">
  | CommandOf<"Rebuild">
  | CommandOf<"IngestPage">
  | CommandOf<"DiscardRange">
  | CommandOf<"DiscardLoad">
  | CommandOf<"CatchUp">;

const OF_LOAD: Readonly<Record<LoadCommand["type"], true>> = {
  Start: true,
  Rebuild: true,
  IngestPage: true,
  DiscardRange: true,
  DiscardLoad: true,
  CatchUp: true,
};

/** Whether a command has to do with loading a history: the first one, or one beside it. */
export function isOfLoad(command: ChainSyncCommand): command is LoadCommand {
  return command.type in OF_LOAD;
}

/** What a command of a load lets happen. */
export function decideLoad(command: LoadCommand, state: ChainSyncState): Decision {
  switch (command.type) {
    case "Start":
      return start(command, state);
    case "Rebuild":
      return rebuild(command, state);
    case "IngestPage":
      return ingestPage(command, state);
    case "CatchUp":
      return catchUp(command, state);
    case "DiscardRange":
    case "DiscardLoad":
    default:
      return discard(command, state);
  }
}

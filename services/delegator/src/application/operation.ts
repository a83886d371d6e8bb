import type { Delegation } from "../domain/delegation.ts";
import type { HistoryMark } from "./history-mark.ts";

/** The delegations of one operation, newest first; none when the operation is not known. */
export type Operation = { readonly state: HistoryMark; readonly rows: readonly Delegation[] };

export type ReadOperation = (hash: string) => Promise<Operation>;

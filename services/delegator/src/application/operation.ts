import { type Delegation } from "../domain/delegation.ts";
import { type ListState } from "./list-state.ts";

/** The delegations of one operation, newest first; none when the operation is not known. */
export type Operation = { readonly state: ListState; readonly rows: readonly Delegation[] };

export type ReadOperation = (hash: string) => Promise<Operation>;

import { OutcomeUnknown, Overloaded } from "@holdfast/cqrs/event-store";

import { DatabaseOverloaded } from "./database-overloaded.ts";
import { DatabaseUnavailable } from "./database-unavailable.ts";
import { sqlState } from "./sql-state.ts";

/** Serialization, deadlock, a lock that was not to be had in time. */
const BUSY = /^(?:40|55P03)/;

/** Whether an error says that the database is away or busy, and nothing about what was asked. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable || error instanceof DatabaseOverloaded) return true;
  if (error instanceof OutcomeUnknown || error instanceof Overloaded) return true;
  return BUSY.test(sqlState(error) ?? "");
}

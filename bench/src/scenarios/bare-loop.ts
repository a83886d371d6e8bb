import { fromJsonText, isRefusal, toJsonText } from "@holdfast/cqrs";

import { isRecord } from "../registry.ts";
import { RowFailed } from "./row-failed.ts";
import { commandOf, expectedOf, givenOf, stock, type StockEvent, type StockRow } from "./stock.ts";

/**
 * The least that does what the checks of a scenario are for, without a language: frozen states, the expected event by
 * deep equality, each event through JSON and back, and a replay of what came back to the same state.
 */
export function playBare(rows: readonly StockRow[]): void {
  for (const row of rows) {
    const events = givenOf(row).map(frozen);
    let state = frozen(stock.initialState());
    for (const event of events) state = frozen(stock.evolve(state, event));
    const decision = stock.decide(commandOf(row), state);
    if (isRefusal(decision)) throw new RowFailed(decision.code);
    if (!isEqual([expectedOf(row)], decision)) throw new RowFailed("the events differ");
    for (const event of decision) state = frozen(stock.evolve(state, frozen(event)));
    let replayed = stock.initialState();
    for (const event of [...events, ...decision]) {
      const read = fromJsonText(toJsonText(event));
      if (!isSameEvent(event, read)) throw new RowFailed("an event does not survive JSON");
      replayed = stock.evolve(replayed, read);
    }
    if (!isEqual(state, replayed)) throw new RowFailed("the replay leads elsewhere");
  }
}

function isSameEvent(event: StockEvent, read: unknown): read is StockEvent {
  return isEqual(event, read);
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const field of Object.values(value)) frozen(field);
  return Object.freeze(value);
}

function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]));
}

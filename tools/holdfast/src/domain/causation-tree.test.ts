import fc from "fast-check";
import { expect, it } from "vitest";

import { type CausedEvent, causationTree, type CommandNode } from "./causation-tree.ts";

const event = (eventId: string, commandId: string, causationId = commandId): CausedEvent => ({
  eventId,
  tenant: "t",
  commandId,
  causationId,
});

/** A tree as nested lists of ids. */
function shape(nodes: readonly CommandNode<CausedEvent>[]): readonly unknown[] {
  return nodes.map(({ commandId, events }) => [
    commandId,
    ...events.map(({ event: { eventId }, commands }) =>
      commands.length === 0 ? eventId : [eventId, ...shape(commands)],
    ),
  ]);
}

it("hangs a command under the event that led to it, and keeps the order of the log", () => {
  const tree = causationTree([
    event("1", "place"),
    event("2", "pay", "1"),
    event("3", "place"),
    event("4", "ship", "2"),
    event("5", "tell", "2"),
  ]);
  expect(shape(tree)).toEqual([
    ["place", ["1", ["pay", ["2", ["ship", "4"], ["tell", "5"]]]], "3"],
  ]);
});

it("a command whose cause is elsewhere is a root", () => {
  expect(shape(causationTree([event("1", "a"), event("9", "b", "gone")]))).toEqual([
    ["a", "1"],
    ["b", "9"],
  ]);
});

it("commands of two tenants with one id stay apart", () => {
  const tree = causationTree([event("1", "a"), { ...event("2", "a"), tenant: "u" }]);
  expect(shape(tree)).toEqual([
    ["a", "1"],
    ["a", "2"],
  ]);
});

it("shows every event once, whatever leads to what, circles included", () => {
  const ids = fc.constantFrom("1", "2", "3", "4", "5", "a", "b");
  const commands = fc.constantFrom("x", "y", "z");
  const logs = fc
    .array(fc.tuple(commands, ids), { maxLength: 5 })
    .map((pairs) => pairs.map(([command, cause], at) => event(`${at + 1}`, command, cause)));
  fc.assert(
    fc.property(logs, (events) => {
      const seen: string[] = [];
      const walk = (nodes: readonly CommandNode<CausedEvent>[]): void => {
        for (const node of nodes) {
          for (const { event: each, commands: below } of node.events) {
            seen.push(each.eventId);
            walk(below);
          }
        }
      };
      walk(causationTree(events));
      expect(seen.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
        events.map(({ eventId }) => eventId),
      );
    }),
    { seed: 20261126, numRuns: 500 },
  );
});

it("a flow may be longer than the stack is deep", () => {
  const length = 50_000;
  const chain = Array.from({ length }, (_, at) => event(`${at}`, `command-${at}`, `${at - 1}`));
  let depth = 0;
  for (let nodes = causationTree(chain); nodes.length > 0; depth += 1) {
    nodes = nodes[0]?.events[0]?.commands ?? [];
  }
  expect(depth).toBe(length);
});

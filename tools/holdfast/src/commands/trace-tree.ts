import { ageText } from "../cli/age-text.ts";
import { printable } from "../cli/printable.ts";
import { causationTree, type CommandNode } from "../domain/causation-tree.ts";
import type { LoggedEvent } from "../log/logged-event.ts";

/** An event of a flow, with its command and what led to that. */
export type Traced = LoggedEvent & { readonly commandId: string; readonly causationId: string };

/** The lines of a tree of what led to what, with a heading. */
export function* treeLines(correlation: string, events: readonly Traced[]): Generator<string> {
  const streams = new Set(events.map(({ tenant, streamId }) => `${tenant} ${streamId}`)).size;
  const [first, last] = [events[0]?.recordedAt ?? "", events.at(-1)?.recordedAt ?? ""];
  const took = ageText(Date.parse(last) - Date.parse(first));
  const counts = `${counted(events.length, "event")} in ${counted(streams, "stream")}`;
  yield `${printable(correlation)}: ${counts}, from ${first} on, within ${took}`;
  for (const root of causationTree(events)) {
    yield "";
    yield* linesOf(commandBranch(root, { first: "", rest: "" }, true));
  }
}

/** A line, and what hangs from it. */
type Branch = { readonly line: string; readonly below: () => readonly Branch[] };

/** What stands before a line, and before those below it. */
type Indent = { readonly first: string; readonly rest: string };

/** The lines of a branch from top to bottom, which may be longer than the stack is deep. */
function* linesOf(root: Branch): Generator<string> {
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next.line;
    open.push(...next.below().toReversed());
  }
}

function commandBranch(node: CommandNode<Traced>, indent: Indent, isRoot = false): Branch {
  const { commandId, causationId, events } = node;
  const isCaused = isRoot && causationId !== commandId;
  const cause = isCaused ? `, because of ${printable(causationId)}` : "";
  return {
    line: `${indent.first}command ${printable(commandId)}${cause}`,
    below: () =>
      events.map(({ event, commands }, at) => {
        const { first, rest } = below(indent, at === events.length - 1);
        return {
          line: `${first}${eventText(event)}`,
          below: () =>
            commands.map((command, no) =>
              commandBranch(command, below({ first, rest }, no === commands.length - 1)),
            ),
        };
      }),
  };
}

function below({ rest }: Indent, isLast: boolean): Indent {
  return { first: `${rest}${isLast ? "└─ " : "├─ "}`, rest: `${rest}${isLast ? "   " : "│  "}` };
}

function eventText({ position, recordedAt, streamId, version, type }: Traced): string {
  return `${position}  ${recordedAt}  ${printable(streamId)} @${version}  ${printable(type)}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

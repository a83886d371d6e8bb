/** An event by what led to it: its command, and what led to that. */
export type CausedEvent = {
  readonly eventId: string;
  readonly tenant: string;
  readonly commandId: string;
  /** The id of an event or a timer, or of the command itself where nothing led to it. */
  readonly causationId: string;
};

/** A command with the events that it led to, each with the commands that it led to in turn. */
export type CommandNode<Event extends CausedEvent> = {
  readonly commandId: string;
  readonly causationId: string;
  readonly events: readonly EventNode<Event>[];
};

/** An event with the commands that it led to. */
type EventNode<Event extends CausedEvent> = {
  readonly event: Event;
  readonly commands: readonly CommandNode<Event>[];
};

/**
 * Puts events in the order of what led to what; commands and events keep the order in which they are given. A command
 * whose cause is not among the events is a root, and so is one of a circle, which only a forged log has.
 */
export function causationTree<Event extends CausedEvent>(
  events: readonly Event[],
): readonly CommandNode<Event>[] {
  const groups = [...Map.groupBy(events, keyOf).values()];
  const known = new Set(events.map(({ eventId }) => eventId));
  const byCause = Map.groupBy(groups, (group) => group[0]?.causationId ?? "");
  const placed = new Set<readonly Event[]>();
  const tree = (root: readonly Event[]): CommandNode<Event> => {
    const whole = node(root);
    placed.add(root);
    // Step by step, since a flow may be longer than the stack is deep.
    for (const { events: inside } of reached(whole)) {
      for (const { event, commands } of inside) {
        const caused = (byCause.get(event.eventId) ?? []).filter((each) => !placed.has(each));
        for (const each of caused) placed.add(each);
        commands.push(...caused.map((each) => node(each)));
      }
    }
    return whole;
  };
  const trees = groups.filter((group) => !known.has(group[0]?.causationId ?? "")).map(tree);
  const circles = groups.flatMap((group) => (placed.has(group) ? [] : [tree(group)]));
  return [...trees, ...circles];
}

type OpenNode<Event> = {
  readonly commandId: string;
  readonly causationId: string;
  readonly events: readonly { readonly event: Event; readonly commands: OpenNode<Event>[] }[];
};

/** A command that nothing is known to have followed from yet. */
function node<Event extends CausedEvent>(group: readonly Event[]): OpenNode<Event> {
  const { commandId = "", causationId = "" } = group[0] ?? {};
  return { commandId, causationId, events: group.map((event) => ({ event, commands: [] })) };
}

/** A command and all that follow from it, also those that are found meanwhile. */
function* reached<Event>(root: OpenNode<Event>): Generator<OpenNode<Event>> {
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    for (const { commands } of next.events) open.push(...commands);
  }
}

/** Commands of different tenants may have the same id. */
function keyOf({ tenant, commandId }: CausedEvent): string {
  return JSON.stringify([tenant, commandId]);
}

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
  const commands = [...Map.groupBy(events, keyOf).values()];
  const known = new Set(events.map(({ eventId }) => eventId));
  const byCause = Map.groupBy(commands, (group) => group[0]?.causationId ?? "");
  const placed = new Set<readonly Event[]>();
  const node = (group: readonly Event[]): CommandNode<Event> => {
    placed.add(group);
    const nodes = group.map((event) => {
      const caused = (byCause.get(event.eventId) ?? []).filter((each) => !placed.has(each));
      for (const each of caused) placed.add(each);
      return { event, commands: caused.map(node) };
    });
    const { commandId = "", causationId = "" } = group[0] ?? {};
    return { commandId, causationId, events: nodes };
  };
  const roots = commands.filter((group) => !known.has(group[0]?.causationId ?? ""));
  const trees = roots.map(node);
  const circles = commands.flatMap((group) => (placed.has(group) ? [] : [node(group)]));
  return [...trees, ...circles];
}

/** Commands of different tenants may have the same id. */
function keyOf({ tenant, commandId }: CausedEvent): string {
  return JSON.stringify([tenant, commandId]);
}

import { type Decider, refuse, type Refusal, type Tagged } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import {
  cancelTimer,
  type CommandRefused,
  type Outgoing,
  type Process,
  type ProcessManager,
  send,
  setTimer,
} from "@holdfast/processes";

/** What is wished for in one message: timers to set, then timers to cancel, and whether that is the end. */
export type Wound = {
  readonly type: "Wound";
  readonly set: readonly { readonly timer: string; readonly inMs: number }[];
  readonly cancel: readonly string[];
  readonly isLast: boolean;
};

/** The message of a timer. */
export type Ring = { readonly type: "Ring" };

/** What a ringing process has a bell do; a gong, where the bell would not. */
export type Strike = {
  readonly type: "Strike";
  readonly number: number;
  /** Which owner fired the timer, and when by the clock of the machine, which never jumps. */
  readonly by: string;
  readonly atMs: number;
};

/** The category of the processes, and of what they strike. */
export const RINGING = "ringing";
export const BELL = "bell";
export const GONG = "gong";

/** Who runs the processes. */
type Owner = { readonly by: string; readonly machineMs: () => number };
type State = { readonly isOver: boolean };
type Ringing = ProcessManager<Wound, State, Strike, Ring>;

/** Sets and cancels timers as it is told; each that fires strikes a bell, and a gong if the bell refuses. */
function ringing({ by, machineMs }: Owner): Ringing {
  return {
    name: RINGING,
    initialState: () => ({ isOver: false }),
    react(heard) {
      switch (heard.type) {
        case "Wound":
          return wind(heard);
        case "TimerFired": {
          const { timer, number } = heard;
          const strike = { type: "Strike", number, by, atMs: machineMs() } as const;
          return [send(`${BELL}-${timer}`, strike)];
        }
        case "CommandRefused":
          return instead(heard);
        case "CommandAccepted":
          return [];
        default:
          return heard satisfies never;
      }
    },
    evolve: (state, event) => (event.type === "Wound" ? { isOver: event.isLast } : state),
    isOver: ({ isOver }) => isOver,
  };
}

function wind({ set, cancel }: Wound): readonly Outgoing<never, Ring>[] {
  return [
    ...set.map(({ timer, inMs }) =>
      setTimer(timer, { after: { milliseconds: inMs } }, { type: "Ring" }),
    ),
    ...cancel.map(cancelTimer),
  ];
}

function instead({ to, command }: CommandRefused<Strike>): readonly Outgoing<Strike, never>[] {
  return to.startsWith(BELL) ? [send(to.replace(BELL, GONG), command)] : [];
}

const wound = eventCatalogue<Wound>({ Wound: [{ schema: {} }] });

/** The processes of a log whose streams `wish-<id>` say what they shall do. */
export function ringingProcesses(
  owner: Owner,
  strike: Process<Wound, State, Strike, Ring>["send"],
): Process<Wound, State, Strike, Ring> {
  const isWound = (event: Tagged): event is Wound => event.type === "Wound";
  return {
    manager: ringing(owner),
    listens: {
      filter: { categories: ["wish"], types: ["Wound"] },
      to: ({ streamId, event }) =>
        isWound(event) ? { id: streamId.slice("wish-".length), message: event } : undefined,
    },
    messages: wound,
    send: strike,
  };
}

/** A bell was struck by a timer, which is told from another of its name by the number. */
export type Struck = { readonly type: "Struck"; readonly number: number };
/** What happens to a bell from outside: a cracked one refuses to be struck. */
export type Mood = { readonly type: "Cracked" | "Mended" };

/** A bell notes each strike. */
export const bell: Decider<Strike, boolean, Struck | Mood, Refusal<"cracked">> = {
  initialState: () => false,
  decide: ({ number }, isCracked) =>
    isCracked ? refuse("cracked", "The bell is cracked.") : [{ type: "Struck", number }],
  evolve: (isCracked, { type }) => (type === "Struck" ? isCracked : type === "Cracked"),
};

/** What bells' events look like. */
export const bellEvents = eventCatalogue<Struck | Mood>({
  Struck: [{ schema: {} }],
  Cracked: [{ schema: {} }],
  Mended: [{ schema: {} }],
});

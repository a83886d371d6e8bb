import type { Decider, Tagged } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import {
  cancelTimer,
  type Process,
  type ProcessManager,
  send,
  setTimer,
} from "@holdfast/processes";

/** What is wished for in one message: timers to set, then timers to cancel. */
export type Wound = {
  readonly type: "Wound";
  readonly set: readonly { readonly timer: string; readonly inMs: number }[];
  readonly cancel: readonly string[];
};

/** The message of a timer. */
export type Ring = { readonly type: "Ring" };

/** What a ringing process has a bell do. */
export type Strike = {
  readonly type: "Strike";
  readonly number: number;
  /** From when the timer was due until it fired, as its process saw the time. */
  readonly lateMs: number;
};

/** The category of the processes, and of the bells that they strike. */
export const RINGING = "ringing";
export const BELL = "bell";

/** Sets and cancels timers as it is told; each that fires strikes a bell. */
const ringing: ProcessManager<Wound, string | undefined, Strike, Ring> = {
  name: RINGING,
  initialState: () => undefined,
  react(heard, _state, { now }) {
    if (heard.type === "Wound") {
      return [
        ...heard.set.map(({ timer, inMs }) =>
          setTimer(timer, { after: { milliseconds: inMs } }, { type: "Ring" }),
        ),
        ...heard.cancel.map(cancelTimer),
      ];
    }
    if (heard.type !== "TimerFired") return [];
    const lateMs = now.getTime() - Date.parse(heard.dueAt);
    return [send(`${BELL}-${heard.timer}`, { type: "Strike", number: heard.number, lateMs })];
  },
  evolve: (state) => state,
};

const wound = eventCatalogue<Wound>({ Wound: [{ schema: {} }] });

/** The processes of a log whose streams `wish-<id>` say what they shall do. */
export function ringingProcesses(
  strike: Process<Wound, string | undefined, Strike, Ring>["send"],
): Process<Wound, string | undefined, Strike, Ring> {
  const isWound = (event: Tagged): event is Wound => event.type === "Wound";
  return {
    manager: ringing,
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
export type Struck = Omit<Strike, "type"> & { readonly type: "Struck" };

/** A bell notes each strike. */
export const bell: Decider<Strike, number, Struck> = {
  initialState: () => 0,
  decide: ({ number, lateMs }) => [{ type: "Struck", number, lateMs }],
  evolve: (strikes) => strikes + 1,
};

/** What bells' events look like. */
export const struck = eventCatalogue<Struck>({ Struck: [{ schema: {} }] });

import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import { type Process, type ProcessManager, setTimer } from "@holdfast/processes";

/** Somebody wants to be woken. */
type Asked = { readonly type: "Asked"; readonly dueAt: string };
/** The message of the timer. */
type Wake = { readonly type: "Wake" };

/** The category of the processes. */
export const ALARM = "alarm";

/** Sets a timer and notes when it fires: what the bench takes the time of, and nothing else. */
const alarm: ProcessManager<Asked, undefined, never, Wake> = {
  name: ALARM,
  initialState: () => undefined,
  react: (heard) =>
    heard.type === "Asked" ? [setTimer("wake", { at: new Date(heard.dueAt) }, WAKE)] : [],
  evolve: (state) => state,
};

const WAKE: Wake = { type: "Wake" };

/** Processes with one timer each. Nobody speaks to them: their streams are there when they run. */
export const alarms: Process<Asked, undefined, never, Wake> = {
  manager: alarm,
  listens: { filter: { types: ["Asked"], categories: ["asked"] }, to: () => undefined },
  messages: eventCatalogue<Asked>({ Asked: [{ schema: {} }] }),
  send: async () => ({ status: "accepted", answer: null }),
};

/** The history of a process that was asked once. */
export function historyOf(dueAt: string) {
  const set = { type: "TimerSet", timer: "wake", number: 1, dueAt, message: WAKE };
  return [{ type: "Asked", dueAt }, set];
}

import { exactly } from "@holdfast/cqrs/event-store";

import { credited, deposited, depositing, EMPTY } from "./account.ts";
import { benchEvent } from "./bench-event.ts";
import { type Called, callAtOnce } from "./callers.ts";
import { atLeast, type Cell, type Figures, type Stage } from "./cell.ts";
import { accepted, TENANT } from "./kernel-rival.ts";
import { rawInserts } from "./raw-inserts.ts";
import { WrongLog } from "./wrong-log.ts";

const CALLERS = 64;
const HOT_COMMANDS = 500;
/** Emmett with 64 callers of one stream handles a few dozen a second. */
const HOT_COMMANDS_EMMETT = 128;

/** Commands to one stream that begins empty. */
export const hotCommandsCell: Cell = {
  rows: ["A4"],
  measure: hotCommands,
  bounds: [atLeast("A4 to Emmett, 64 callers", 120), atLeast("A4 to Emmett, one caller", 20)],
};

async function hotCommands({ kernel, emmett, round, written }: Stage): Promise<Figures> {
  const streamId = `hotcommands${round}-1`;
  const { handle } = depositing(kernel, 10_000);
  const ours = await callAtOnce({ callers: CALLERS, calls: HOT_COMMANDS }, (number) =>
    deposited(handle, streamId, number),
  );
  const { version, events } = await kernel.store.loadStream({ tenant: TENANT, streamId });
  const state = events.reduce(
    (sum, event) => sum + ("cents" in event ? Number(event.cents) : 0),
    0,
  );
  const expected = sequentially(HOT_COMMANDS);
  if (version !== HOT_COMMANDS || state !== expected.cents) {
    throw new WrongLog(`${HOT_COMMANDS} commands came to ${version} events of ${state} cents`);
  }
  const peers: Called[] = [];
  for (const callers of [CALLERS, 1]) {
    const calls = callers === 1 ? HOT_COMMANDS : HOT_COMMANDS_EMMETT;
    const stream = `hotcommands${round}-${callers}`;
    peers.push(await callAtOnce({ callers, calls }, (number) => emmett.deposit(stream, number)));
    await emmett.holds(stream, sequentially(calls));
  }
  const [many, one] = peers;
  written.kernel += HOT_COMMANDS;
  written.emmett += HOT_COMMANDS + HOT_COMMANDS_EMMETT;
  return {
    "kernel, one stream, 64 callers: commands a second": ours.perSecond,
    "A4 to Emmett, 64 callers": ours.perSecond / (many?.perSecond ?? Number.NaN),
    "A4 to Emmett, one caller": ours.perSecond / (one?.perSecond ?? Number.NaN),
  };
}

const STREAMS = 1_000;
const STREAM_EVENTS = 20;

/** Commands to many streams, whose state is loaded or known. */
export const decideCell: Cell = {
  rows: ["A5", "A6"],
  measure: decide,
  bounds: [
    atLeast("A5 to Emmett", 2.5),
    atLeast("A6 to Emmett", 8),
    atLeast("A6 to one row a commit", 1),
  ],
};

async function decide(stage: Stage): Promise<Figures> {
  const { kernel, emmett, calls, round, written } = stage;
  const cells = { ours: Math.round(calls / 4), emmett: Math.round(calls / 10) };
  const name = `decide${round}`;
  await seed(stage, name);
  let sent = 0;
  const handling = (cacheSize: number) => {
    const { handle } = depositing(kernel, cacheSize);
    return (calls: number) =>
      callAtOnce({ callers: CALLERS, calls }, (number) =>
        deposited(handle, `${name}-${number % STREAMS}`, (sent += 1)),
      );
  };
  const uncached = await handling(0)(cells.ours);
  const peer = await callAtOnce({ callers: CALLERS, calls: cells.emmett }, (number) =>
    emmett.deposit(`${name}-${number % STREAMS}`, number),
  );
  const cached = handling(STREAMS * 2);
  // Every state is known before the clock runs.
  await cached(STREAMS);
  const known = await cached(cells.ours);
  const raw = await rawInserts(kernel.url, { callers: CALLERS, calls: cells.ours, name });
  await compareStreams(stage, name, STREAMS * STREAM_EVENTS + sent);
  written.kernel += STREAMS * STREAM_EVENTS + sent;
  written.emmett += STREAMS * STREAM_EVENTS + cells.emmett;
  return {
    "kernel, loaded streams: commands a second": uncached.perSecond,
    "kernel, known streams: commands a second": known.perSecond,
    "Emmett, loaded streams: commands a second": peer.perSecond,
    "A5 to Emmett": uncached.perSecond / peer.perSecond,
    "A6 to Emmett": known.perSecond / peer.perSecond,
    "A6 to one row a commit": known.perSecond / raw.perSecond,
  };
}

/** Gives both of them the streams that commands are decided on. */
async function seed({ kernel, emmett }: Stage, name: string): Promise<void> {
  const numbers = Array.from({ length: STREAM_EVENTS }, (_, at) => at);
  await callAtOnce({ callers: CALLERS, calls: STREAMS }, async (stream) => {
    const streamId = `${name}-${stream}`;
    const commands = [{ commandId: `seed:${streamId}`, events: numbers.map(benchEvent) }];
    accepted(await kernel.store.append({ tenant: TENANT, streamId, expect: exactly(0), commands }));
  });
  await callAtOnce({ callers: CALLERS, calls: STREAMS }, (stream) =>
    emmett.append(`${name}-${stream}`, numbers),
  );
}

/** The streams together hold what was accepted, each without a gap, and the fold of one is what its events add up to. */
async function compareStreams({ kernel }: Stage, name: string, events: number): Promise<void> {
  const loaded = await Promise.all(
    Array.from({ length: STREAMS }, (_, stream) =>
      kernel.store.loadStream({ tenant: TENANT, streamId: `${name}-${stream}` }),
    ),
  );
  const total = loaded.reduce((sum, { version }) => sum + version, 0);
  if (total !== events) throw new WrongLog(`${total} events of ${events} acknowledged ones`);
  if (loaded.some((each) => each.events.length !== each.version)) {
    throw new WrongLog("a stream has fewer events than its version says");
  }
}

/** The account after that many commands, one after another. */
function sequentially(commands: number) {
  const events = Array.from({ length: commands }, (_, number) => benchEvent(number));
  return events.reduce(credited, EMPTY);
}

import type { Tagged } from "@holdfast/cqrs";
import { handleCommands } from "@holdfast/cqrs/handling";
import { processDecider, processReader } from "@holdfast/processes";

import { passedMsOf, type Story } from "../clauses.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { differences } from "../differences.ts";
import { evolved } from "../guarded.ts";
import type { Observed } from "../observed.ts";
import type { Subject } from "../subject.ts";
import { FIRED_MAX, restless } from "./play-process.ts";
import { dueMsOf, issuedIn, timersIn } from "./process-part.ts";
import { ProcessRun, type ProcessRunOptions, sendingOf } from "./process-run.ts";
import { staleText, staleTimers } from "./stale-mistakes.ts";
import { inputOf, isToldOutcome } from "./told-outcome.ts";

type Stage<Tx> = ProcessRunOptions<Tx> & { readonly subject: Subject };
type Playing<Tx> = Stage<Tx> & { readonly run: ProcessRun<Tx>; settled: number };

/** What was seen of a process in its log, and what the stores do wrong, whatever the scenario expects. */
export type PlayedOnStores = Observed & { readonly mistakes: readonly string[] };

/** Plays a story with a process that runs on stores, and looks into its log. */
export async function playOnStores<Tx>(stage: Stage<Tx>, story: Story): Promise<PlayedOnStores> {
  const run = new ProcessRun(stage);
  const playing: Playing<Tx> = { ...stage, run, settled: 0 };
  try {
    for (const item of story.given) {
      if ("type" in item) await tell(playing, item);
      else await pass(playing, passedMsOf(item));
    }
    const before = await run.history();
    await pass(playing, story.when.afterMs);
    for (const told of story.when.when) await tell(playing, told);
    const events = await run.history();
    const state = stateAfter(stage.subject, events);
    return {
      answers: [],
      produced: events.slice(before.length),
      state,
      stateBefore: stateAfter(stage.subject, before),
      rows: () => [],
      mistakes: [
        ...(await sentMistakes(playing, events)),
        ...(await timerMistakes(playing, state)),
        ...(await againMistakes(playing, events)),
        ...(await firedAgainMistakes(playing, events)),
      ],
    };
  } finally {
    await run.end();
  }
}

async function tell<Tx>(playing: Playing<Tx>, told: Tagged): Promise<void> {
  const { run } = playing;
  if (isToldOutcome(told)) {
    inputOf(told, issuedIn(await run.history()), playing.settled);
    playing.settled += 1;
    await run.settle(playing.settled, told.label, sendingOf(told));
  } else {
    await run.hear(told);
  }
  await pass(playing, 0);
}

/** Lets time pass as far as the next timer that is due meanwhile, waits until it has fired, and goes on. */
async function pass<Tx>({ run, world, subject }: Playing<Tx>, ms: number): Promise<void> {
  const untilMs = world.nowMs() + ms;
  const running = async () => timersIn(stateAfter(subject, await run.history()));
  for (let fired = 0; ; fired += 1) {
    const [next] = await running();
    if (next === undefined || dueMsOf(next) > untilMs) break;
    if (fired === FIRED_MAX) throw restless(next.timer);
    world.pass(Math.max(0, dueMsOf(next) - world.nowMs()));
    await run.fire(next.timer, async () =>
      (await running()).every(({ number }) => number !== next.number),
    );
  }
  world.pass(untilMs - world.nowMs());
}

/** The commands that are in the log went out as they are there, one after another. */
async function sentMistakes<Tx>(
  { run, settled }: Playing<Tx>,
  events: readonly Tagged[],
): Promise<readonly string[]> {
  const issued = issuedIn(events);
  const open = issued[settled];
  if (open !== undefined) await run.goneOut(settled + 1, open.label);
  return run.sent.flatMap(({ streamId, command }, at) =>
    differences(
      { to: issued[at]?.to, command: issued[at]?.command },
      { to: streamId, command },
      `sent ${at + 1}`,
    ),
  );
}

/** The store runs just the timers that the process knows. */
async function timerMistakes<Tx>(
  { run, stores }: Playing<Tx>,
  state: unknown,
): Promise<readonly string[]> {
  const { tenant, streamId } = run.stream;
  const all = await stores.timers.running({ tenant, max: 10_000 });
  const kept = all
    .filter((each) => each.streamId === streamId)
    .map(({ timer, number, dueAt }) => ({ timer, number, dueAt: dueAt.toISOString() }));
  const known = timersIn(state).map(({ timer, number, dueAt }) => ({ timer, number, dueAt }));
  const byNumber = (one: { number: number }, other: { number: number }) =>
    one.number - other.number;
  return differences(known.toSorted(byNumber), kept.toSorted(byNumber), "timers in the store");
}

/** What is delivered twice has no second effect. */
async function againMistakes<Tx>(
  { run, settled }: Playing<Tx>,
  events: readonly Tagged[],
): Promise<readonly string[]> {
  await run.deliverAgain(settled);
  const added = (await run.history()).slice(events.length);
  return added.map(
    ({ type }, at) => `event ${events.length + at + 1} ${type}: what is told again adds it`,
  );
}

/** Timers that do not run any more come all the same, to another process of the service. */
async function firedAgainMistakes<Tx>(
  { run, stores, manager, messages, world, subject }: Playing<Tx>,
  events: readonly Tagged[],
): Promise<readonly string[]> {
  const { handle } = handleCommands(processDecider(manager), {
    store: stores.timers.events,
    context: () => ({ now: new Date(world.nowMs()) }),
    random: () => 0.5,
    sleep: (ms) => stores.sleep(ms, new AbortController().signal),
    ...processReader(messages),
  });
  const mistakes: string[] = [];
  for (const { timer, number } of staleTimers(events, stateAfter(subject, events))) {
    const command = { type: "FireTimer", timer, number } as const;
    const commandId = `${run.stream.streamId}:again-${number}`;
    const handled = await handle({ ...run.stream, commandId, command });
    const effects = "events" in handled ? handled.events.map(({ type }) => type) : [];
    if (effects.length > 0) mistakes.push(staleText(timer, effects.join(", ")));
  }
  return mistakes;
}

function stateAfter({ decider }: Subject, events: readonly Tagged[]): unknown {
  const initial = deepFreeze(decider.initialState(), "the initial state");
  return events.reduce<unknown>((state, event) => evolved(decider, state, event), initial);
}

import type { Refusal, Tagged } from "@holdfast/cqrs";
import {
  type EventStore,
  exactly,
  isAppendRefusal,
  type StreamAddress,
} from "@holdfast/cqrs/event-store";

import { commandOf, passedMsOf, type RowsOutcome, type Story } from "../clauses.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { differences } from "../differences.ts";
import { evolved } from "../guarded.ts";
import { isSame } from "../is-same.ts";
import type { Answer, Observed } from "../observed.ts";
import { refusalText, ScenarioFailed } from "../scenario-failed.ts";
import type { Subject } from "../subject.ts";
import type { World } from "../world.ts";
import type { Door, Said } from "./door.ts";
import type { ReadRows } from "./read-rows.ts";

/** Where one scenario is played: a stream of its own in a log, and how commands get there. */
export type StoreStage = {
  readonly store: EventStore;
  readonly stream: StreamAddress;
  readonly world: World;
  /** Used in turn: with two of them, writers that meet do meet. */
  readonly doors: readonly [Door, ...Door[]];
  readonly readModels: Readonly<Record<string, ReadRows>>;
};

/** What was seen of a story in the log. */
export type PlayedOnStore = Observed & {
  /** Events that were there before the second clause, as the log gives them back. */
  readonly before: readonly Tagged[];
  /** What the log does wrong, whatever the scenario expects: with what it was given, or with a command sent again. */
  readonly mistakes: readonly string[];
};

/** Plays a story through the doors of a system and looks into its log. */
export async function playOnStore(
  subject: Subject,
  story: Story,
  stage: StoreStage,
): Promise<PlayedOnStore> {
  const { store, stream, world } = stage;
  world.begin(subject.beginsAtMs);
  const sender = senderOf(stage);
  await prepare(subject, story, { ...stage, send: sender.send });
  const { events: before } = await store.loadStream(stream);
  world.pass(story.when.afterMs);
  const answers = await sendAll(story, sender.send);
  const { events, version } = await store.loadStream(stream);
  const rows = await rowsOf(story, stage, await positionOf(stage, version));
  return {
    before,
    answers,
    produced: events.slice(before.length),
    state: stateAfter(subject, events),
    stateBefore: stateAfter(subject, before),
    rows: (outcome) => rows.get(outcome) ?? [],
    mistakes: [...keepingMistakes(story, before), ...(await sender.repeat(version))],
  };
}

/** Events that were put into the log are there as they were. */
function keepingMistakes({ given }: Story, before: readonly Tagged[]): readonly string[] {
  const events = given.filter((item) => "type" in item);
  // What given commands led to is not known beforehand.
  if (given.some((item) => commandOf(item) !== undefined) || isSame(events, before)) return [];
  return differences(events, before, "what is given comes back from the log as other events: ");
}

type Send = (command: Tagged) => Promise<Answer>;

type Sent = { readonly command: Tagged; readonly commandId: string; readonly door: Door };

/** Sends commands under ids of their own, and remembers the accepted ones. */
function senderOf({ store, stream, doors }: StoreStage) {
  let count = 0;
  const accepted: Sent[] = [];
  const send: Send = async (command) => {
    const door = doors[count % doors.length] ?? doors[0];
    count += 1;
    const sent = { command, door, commandId: `${stream.streamId}:${count}` };
    const { refusal } = await ask(sent, stream);
    if (refusal === undefined) accepted.push(sent);
    return { command, refusal };
  };
  /** The same commands under the same ids: answered alike, and nothing happens. */
  const repeat = async (version: number): Promise<readonly string[]> => {
    const mistakes: string[] = [];
    for (const sent of accepted) mistakes.push(...(await repetition(sent, stream)));
    const { events } = await store.loadStream({ ...stream, after: version });
    const added = events.map(
      ({ type }, at) => `event ${version + at + 1} ${type}: a command that is sent again adds it`,
    );
    return [...mistakes, ...added];
  };
  return { send, repeat };
}

async function repetition(sent: Sent, stream: StreamAddress): Promise<readonly string[]> {
  const { command } = sent;
  const { refusal, ...said } = await ask(sent, stream, "sent again, ");
  if (refusal !== undefined) return [`sent again, ${refusalText(command, refusal)}`];
  const isNew = "isDuplicate" in said && said.isDuplicate === false;
  return isNew ? [`sent again, ${command.type} is not known as the same command`] : [];
}

async function ask(
  { command, commandId, door }: Sent,
  stream: StreamAddress,
  again = "",
): Promise<Said> {
  try {
    return await door({ ...stream, command, commandId });
  } catch (cause) {
    const mistake = `${again}${command.type} cannot be handled: ${String(cause)}`;
    throw new ScenarioFailed([mistake], { cause });
  }
}

async function sendAll({ when }: Story, send: Send): Promise<readonly Answer[]> {
  if (when.isAtOnce) return Promise.all(when.when.map(send));
  const answers: Answer[] = [];
  for (const command of when.when) {
    const answer = await send(command);
    answers.push(answer);
    if (answer.refusal !== undefined) break;
  }
  return answers;
}

async function prepare(
  subject: Subject,
  { given }: Story,
  stage: StoreStage & { readonly send: Send },
): Promise<void> {
  let events: Tagged[] = [];
  const append = async (): Promise<void> => {
    if (events.length > 0) await appendGiven(subject, stage, events);
    events = [];
  };
  for (const item of given) {
    if ("type" in item) {
      events.push(item);
      continue;
    }
    await append();
    stage.world.pass(passedMsOf(item));
    const command = commandOf(item);
    if (command === undefined) continue;
    const { refusal } = await stage.send(command);
    if (refusal !== undefined) throw new ScenarioFailed([`given ${refusalText(command, refusal)}`]);
  }
  await append();
}

/** Puts history into the log as if it had happened. */
async function appendGiven(
  { schemaVersions = {} }: Subject,
  { store, stream }: StoreStage,
  events: readonly Tagged[],
): Promise<void> {
  const { version } = await store.loadStream(stream);
  const commandId = `${stream.streamId}:given-${version}`;
  const expect = exactly(version);
  const outcome = await store.append({
    ...stream,
    expect,
    commands: [{ commandId, events, schemaVersions }],
  });
  if (isAppendRefusal(outcome)) throw notStored(outcome);
}

function notStored({ sentence }: Refusal): ScenarioFailed {
  return new ScenarioFailed([`what is given cannot be stored: ${sentence}`]);
}

function stateAfter({ decider }: Subject, events: readonly Tagged[]): unknown {
  const initial = deepFreeze(decider.initialState(), "the initial state");
  return events.reduce<unknown>((state, event) => evolved(decider, state, event), initial);
}

async function positionOf({ store, stream }: StoreStage, version: number): Promise<bigint> {
  const [last] = await store.readStream({ ...stream, from: version, max: 1 });
  return last?.position ?? 0n;
}

async function rowsOf(
  { outcomes }: Story,
  { stream, readModels }: StoreStage,
  position: bigint,
): Promise<ReadonlyMap<RowsOutcome, readonly unknown[]>> {
  const rows = new Map<RowsOutcome, readonly unknown[]>();
  for (const outcome of outcomes) {
    if (outcome.outcome !== "rows") continue;
    const read = readModels[outcome.model];
    if (read === undefined) {
      throw new RangeError(
        `the runner was given no read model ${outcome.model}: name it in readModels`,
      );
    }
    rows.set(outcome, await read({ ...stream, query: outcome.query, position }));
  }
  return rows;
}

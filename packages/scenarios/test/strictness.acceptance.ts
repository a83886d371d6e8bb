import { refuse } from "@holdfast/cqrs";
import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { scenarioWorld, pureRunner, type Runner, scenariosOf } from "@holdfast/scenarios";
import {
  type HttpRequest,
  httpRunner,
  inMemoryRunner,
  kernelRunner,
} from "@holdfast/scenarios/runners";
import { afterAll, describe, expect, it } from "vitest";

import { commandClient, commandService } from "./command-service.ts";
import { failureOf } from "./failure-of.ts";
import { newStream, openPostgresStage, real } from "./postgres-stage.ts";
import { add, added, type Event, type List, list } from "./word-list.ts";

const stage = await openPostgresStage();
afterAll(() => stage[Symbol.asyncDispose]());

/** The one definition; every mutant is a list that breaks it. */
function tell(decider: List) {
  const { feature, rule, scenario, given, when, ...outcomes } = scenariosOf(decider, {
    schemaVersions: { Added: 1, Full: 1 },
  });
  const { thenHappened, thenRefused } = outcomes;
  return feature("List", () => {
    rule("Words are added until the list is full", () => {
      scenario(
        "in their order",
        given(added("a")),
        when(add("b", "c")),
        thenHappened(added("b"), added("c"), { type: "Full" }),
      );
      scenario(
        "and not one more",
        given(added("a")),
        when(add("b", "c", "d")),
        thenRefused("list_full", { room: 2 }),
      );
    });
  });
}

const runners: readonly { readonly name: string; readonly of: (told: Told) => Promise<Runner> }[] =
  [
    { name: "decider", of: async () => pureRunner },
    { name: "in memory", of: async () => inMemoryRunner },
    {
      name: "PostgreSQL",
      of: async () =>
        kernelRunner({ name: "PostgreSQL", store: stage.store, newStream, sleep: real.sleep }),
    },
    { name: "HTTP", of: overHttp },
  ];

type Told = ReturnType<typeof tell>;

async function overHttp({ subject }: Told): Promise<Runner> {
  const world = scenarioWorld();
  const store = inMemoryEventStore({ nowMs: world.nowMs, newEventId: world.newId });
  const service = await commandService(subject, { store, world });
  const send = async ({ path, headers = {}, body }: HttpRequest) => {
    const payload = JSON.stringify(body);
    const answer = await service.inject({ method: "POST", url: path, headers, payload });
    return { status: answer.statusCode, body: answer.json<unknown>() };
  };
  return httpRunner({ ...commandClient, send, store, newStream, world });
}

/** A list in which what is decided about `Add` is changed, once the right one has accepted it. */
function deciding(change: (events: readonly Event[]) => readonly Event[]): List {
  return {
    ...list,
    decide(command, state, context) {
      const decision = list.decide(command, state, context);
      return "code" in decision ? decision : change(decision);
    },
  };
}

function refusing(change: (room: number) => ReturnType<List["decide"]>): List {
  return {
    ...list,
    decide(command, state, context) {
      const decision = list.decide(command, state, context);
      return "code" in decision ? change(3 - state.words.length) : decision;
    },
  };
}

let impurity = 0;

/** What is wrong, and the field that every runner has to name. */
const mutants: readonly { readonly name: string; readonly decider: List; readonly says: string }[] =
  [
    {
      name: "another order",
      decider: deciding(([first, second, ...rest]) =>
        first === undefined || second === undefined ? [] : [second, first, ...rest],
      ),
      says: 'event 1 Added.word: expected "b", got "c"',
    },
    {
      name: "an event twice",
      decider: deciding(([first, second, ...rest]) =>
        first === undefined || second === undefined ? [] : [first, second, second, ...rest],
      ),
      says: 'event 3: expected Full {}, got Added { word: "c" }',
    },
    {
      name: "an event that is missing",
      decider: deciding((events) => events.slice(0, -1)),
      says: "event 3: expected Full {}, got nothing",
    },
    {
      name: "a field too many",
      decider: deciding((events) =>
        events.map((event) => (event.type === "Added" ? { ...event, at: 7 } : event)),
      ),
      says: "event 1 Added.at: expected nothing, got 7",
    },
    {
      name: "a field too few",
      decider: deciding((events) => events.map(withoutWord)),
      says: 'event 1 Added.word: expected "b", got nothing',
    },
    {
      name: "another value",
      decider: deciding((events) =>
        events.map((event) => (event.type === "Added" ? added("x") : event)),
      ),
      says: 'event 2 Added.word: expected "c", got "x"',
    },
    {
      name: "another code",
      decider: refusing(() => refuse("nothing_to_add", "no")),
      says: 'expected the refusal list_full, got nothing_to_add: "no"',
    },
    {
      name: "other data of the refusal",
      decider: refusing((room) => refuse("list_full", "no", { room: room + 1 })),
      says: "list_full.room: expected 2, got 3",
    },
    {
      name: "an accident in place of a refusal",
      decider: refusing(() => Reflect.get({}, "words").trim()),
      says: "TypeError: Cannot read properties of undefined (reading 'trim')",
    },
    {
      name: "an evolve that is not pure",
      decider: {
        ...list,
        evolve: (state, event) => ({ ...list.evolve(state, event), words: [`${(impurity += 1)}`] }),
      },
      says: "state.words[0]: expected",
    },
    {
      name: "an evolve that changes the state it is given",
      decider: {
        ...list,
        evolve(state, event) {
          Object.assign(state, { isFull: true });
          return list.evolve(state, event);
        },
      },
      says: "changes what it is given: state.isFull: expected false, got true",
    },
    {
      name: "a decide that changes the state it is given",
      decider: {
        ...list,
        decide(command, state, context) {
          Reflect.apply(Array.prototype.push, state.words, ["z"]);
          return list.decide(command, { ...state, words: state.words.slice(0, -1) }, context);
        },
      },
      says: 'changes what it is given: state.words[1]: expected nothing, got "z"',
    },
    {
      name: "an event that JSON does not keep",
      decider: deciding((events) =>
        events.map((event) => (event.type === "Added" ? { ...event, at: undefined } : event)),
      ),
      says: "at",
    },
  ];

function withoutWord(event: Event): Event {
  const copy = { ...event };
  Reflect.deleteProperty(copy, "word");
  return copy;
}

describe.each(runners)("$name", ({ of }) => {
  it("passes the right list", async () => {
    const told = tell(list);
    expect(await failureOf(told, await of(told))).toBeUndefined();
  });

  it.each(mutants)("fails for $name, and says where", async ({ decider, says }) => {
    const told = tell(decider);
    const failure = await failureOf(told, await of(told));
    expect(failure?.mistakes.join("\n")).toContain(says);
  });
});

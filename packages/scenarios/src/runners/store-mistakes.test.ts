import { type EventStore, inMemoryEventStore } from "@holdfast/cqrs/event-store";
import {
  type AccountCommand,
  type AccountEvent,
  bankAccount,
} from "@holdfast/cqrs/examples/bank-account";
import { bankStatement } from "@holdfast/cqrs/examples/bank-statement";
import { describe, expect, it } from "vitest";

import { failureOf } from "../../test/failure-of.ts";
import { scenariosOf } from "../scenarios-of.ts";
import { scenarioWorld } from "../world.ts";
import { httpRunner } from "./http-runner.ts";
import { inMemoryRunner } from "./in-memory-runner.ts";
import { kernelRunner } from "./kernel-runner.ts";

const stream = { tenant: "00000000-0000-0000-0000-000000000000", streamId: "account-1" };
const opened: AccountEvent = { type: "AccountOpened", owner: "Ann" };
const deposited: AccountEvent = { type: "MoneyDeposited", cents: 5n };
const deposit: AccountCommand = { type: "Deposit", cents: 5n };
const schemaVersions = { AccountOpened: 1, MoneyDeposited: 1, MoneyWithdrawn: 1, AccountClosed: 1 };

/** A deposit that a right kernel plays without a mistake. */
function tell(given: AccountEvent = opened) {
  const language = scenariosOf(bankAccount, {
    schemaVersions,
    readModels: { statement: bankStatement },
  });
  const { feature, rule, scenario, when, thenHappened, thenReadModel, thenIdempotent } = language;
  return {
    deposit: feature("Account", () =>
      rule("It takes money", () =>
        scenario(
          "",
          language.given(given),
          when(deposit),
          thenHappened(deposited),
          thenIdempotent(),
        ),
      ),
    ),
    statement: feature("Account", () =>
      rule("It shows", () =>
        scenario("", language.given(given), when(deposit), thenReadModel("statement", {}, [])),
      ),
    ),
  };
}

function memory(): EventStore {
  const { nowMs, newId: newEventId } = scenarioWorld();
  return inMemoryEventStore({ nowMs, newEventId });
}

/** A kernel over a store in which something is done differently. */
function kernel(change: (store: EventStore) => Partial<EventStore>) {
  const right = memory();
  const store = { ...right, ...change(right) };
  return kernelRunner({ name: "", store, newStream: () => stream, sleep: async () => undefined });
}

async function mistakesOn(change: (store: EventStore) => Partial<EventStore>) {
  return (await failureOf(tell().deposit, kernel(change)))?.mistakes;
}

describe("a store with a mistake is reported", () => {
  it("not when it has none", async () => {
    expect(await mistakesOn(() => ({}))).toBeUndefined();
  });

  it("when it forgets which commands it has seen", async () => {
    let count = 0;
    const found = mistakesOn((store) => ({
      findCommands: async (_tenant, commands) => commands.map(() => undefined),
      append: ({ commands, ...request }) =>
        store.append({
          ...request,
          commands: commands.map((each) => ({ ...each, commandId: `${(count += 1)}` })),
        }),
    }));
    expect(await found).toEqual([
      "sent again, Deposit is not known as the same command",
      "event 3 MoneyDeposited: a command that is sent again adds it",
    ]);
  });

  it("when it appends an event twice", async () => {
    const found = mistakesOn((store) => ({
      append: ({ commands, ...request }) =>
        store.append({
          ...request,
          commands: commands.map(({ events, ...rest }) => ({
            ...rest,
            events: [...events, ...events.slice(-1)],
          })),
        }),
    }));
    expect(await found).toContain(
      "event 2: expected nothing more, got MoneyDeposited { cents: 5n }",
    );
  });

  it("when it gives back another value", async () => {
    const found = mistakesOn((store) => ({
      async loadStream(of) {
        const loaded = await store.loadStream(of);
        const events = loaded.events.map((event) =>
          "cents" in event ? { ...event, cents: 6n } : event,
        );
        return { ...loaded, events };
      },
    }));
    expect(await found).toContain("event 1 MoneyDeposited.cents: expected 5n, got 6n");
  });

  it("when it loses what it was given", async () => {
    const found = mistakesOn((store) => ({
      append: ({ commands, ...request }) =>
        store.append({
          ...request,
          commands: commands.map(({ events, ...rest }) => ({
            ...rest,
            events: events.map((event) =>
              event.type === "AccountOpened" ? { ...event, owner: "" } : event,
            ),
          })),
        }),
    }));
    expect(await found).toEqual([
      'what is given comes back from the log as other events: [0].owner: expected "Ann", got ""',
    ]);
  });

  it("when it breaks", async () => {
    const found = mistakesOn((store) => ({
      append: async (request) => {
        if (request.commands[0]?.commandId.includes("given") === true) return store.append(request);
        throw new RangeError("no room");
      },
    }));
    expect(await found).toEqual(["Deposit cannot be handled: RangeError: no room"]);
  });
});

describe("what a store cannot do", () => {
  it("is to take what is no JSON", async () => {
    const owner = Reflect.get({}, "nobody");
    const failure = await failureOf(tell({ type: "AccountOpened", owner }).deposit, inMemoryRunner);
    expect(failure?.mistakes[0]).toMatch(/^what is given cannot be stored: .*owner/);
  });

  it("is to show a read model that the runner was not given", async () => {
    const played = failureOf(
      tell().statement,
      kernel(() => ({})),
    );
    await expect(played).rejects.toThrow("no read model statement: name it in readModels");
  });

  it("is to wait for a read model that does not get there", async () => {
    const broken = {
      ...bankStatement,
      project() {
        throw new RangeError("what is this?");
      },
    };
    const { feature, rule, scenario, given, when, thenReadModel } = scenariosOf(bankAccount, {
      schemaVersions,
      readModels: { statement: broken },
    });
    const told = feature("Account", () =>
      rule("", () =>
        scenario("", given(opened), when(deposit), thenReadModel("statement", {}, [])),
      ),
    );
    expect((await failureOf(told, inMemoryRunner))?.mistakes[0]).toMatch(
      /^the read model statement does not get to position 2: .*what is this\?/,
    );
  });
});

describe("a service that answers neither yes nor no", () => {
  it.each([
    [500, { title: "internal" }, 'the service answers 500, {"title":"internal"}'],
    [302, "", 'the service answers 302, ""'],
  ])("is reported with its answer (%i)", async (status, body, said) => {
    const runner = httpRunner({
      store: memory(),
      newStream: () => stream,
      world: scenarioWorld(),
      request: () => ({ method: "POST", path: "/" }),
      send: async () => ({ status, body }),
      refusal: () => ({ code: "no", sentence: "no", data: {} }),
    });
    expect((await failureOf(tell().deposit, runner))?.mistakes).toEqual([
      `Deposit cannot be handled: AnswerWithoutMeaning: ${said}`,
    ]);
  });

  it("says no, and something happens", async () => {
    const store = memory();
    const runner = httpRunner({
      store,
      newStream: () => stream,
      world: scenarioWorld(),
      request: () => ({ method: "POST", path: "/" }),
      async send() {
        await store.append({
          ...stream,
          expect: "any",
          commands: [{ commandId: "secret", events: [deposited] }],
        });
        return { status: 409, body: "" };
      },
      refusal: () => ({ code: "not_open", sentence: "no", data: {} }),
    });
    const { feature, rule, scenario, given, when, thenRefused } = scenariosOf(bankAccount);
    const told = feature("Account", () =>
      rule("", () => scenario("", given(), when(deposit), thenRefused("not_open"))),
    );
    expect((await failureOf(told, runner))?.mistakes).toEqual([
      "event 1: expected nothing more, got MoneyDeposited { cents: 5n }",
    ]);
  });

  it("says yes, and nothing happens", async () => {
    const runner = httpRunner({
      store: memory(),
      newStream: () => stream,
      world: scenarioWorld(),
      request: () => ({ method: "POST", path: "/" }),
      send: async () => ({ status: 204, body: "" }),
      refusal: () => ({ code: "no", sentence: "no", data: {} }),
    });
    expect((await failureOf(tell().deposit, runner))?.mistakes).toEqual([
      "event 1: expected MoneyDeposited { cents: 5n }, got nothing",
    ]);
  });
});

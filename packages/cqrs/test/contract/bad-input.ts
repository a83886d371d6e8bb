import type { Tagged } from "@holdfast/cqrs";
import { type AppendRequest, LIMITS } from "@holdfast/cqrs/event-store";
import { expect, it } from "vitest";

import {
  codeOf,
  type ContractStage,
  fresh,
  saying,
  TENANT,
  wordsOf,
} from "../event-store-stage.ts";

class Money {
  readonly cents = 5;
}

let deep: object = {};
for (let level = 0; level < 100; level += 1) deep = { deep };

const said = (word: unknown): Tagged & { readonly word: unknown } => ({ type: "Said", word });
const field = (value: unknown): Partial<AppendRequest> => ({
  commands: [{ commandId: fresh("command"), events: [said(value)] }],
});

const path = (inner: string) => ({ code: "invalid", data: { path: inner } });
const word = path("commands[0].events[0].word");

const kinds: readonly (readonly [string, () => Partial<AppendRequest>, object])[] = [
  ["undefined", () => field(undefined), word],
  ["NaN", () => field(Number.NaN), word],
  ["infinity", () => field(Infinity), word],
  ["a function", () => field(() => 1), word],
  ["a symbol", () => field(Symbol("s")), word],
  ["a Date", () => field(new Date(0)), word],
  ["a Map", () => field(new Map()), word],
  ["an instance of a class", () => field(new Money()), word],
  ["a NUL character", () => field("a\0b"), word],
  ["a lone surrogate", () => field("\ud800"), word],
  ["a NUL in a name", () => field({ "a\0": 1 }), path("commands[0].events[0].word.a\0")],
  ["a hole", () => field([1, , 3]), path("commands[0].events[0].word[1]")], // oxlint-disable-line no-sparse-arrays -- the hole is the point
  ["an object that says it is a bigint", () => field({ $bigint: "5" }), word],
  ["a value without an end", () => field(deep), { code: "invalid" }],
  [
    "an event that is too large",
    () => field("x".repeat(LIMITS.eventBytesMax)),
    { code: "too_large" },
  ],
  ["an event too large in bytes", () => field("ü".repeat(600_000)), { code: "too_large" }],
  [
    "too many events",
    () => ({
      commands: [
        {
          commandId: fresh("command"),
          events: Array.from({ length: LIMITS.requestEventsMax + 1 }, () => ({ type: "Said" })),
        },
      ],
    }),
    { code: "too_large", data: { limit: LIMITS.requestEventsMax } },
  ],
  [
    "a request that is too large",
    () => ({
      commands: [
        {
          commandId: fresh("command"),
          events: Array.from({ length: 17 }, () => ({ type: "Said", word: "x".repeat(1_000_000) })),
        },
      ],
    }),
    { code: "too_large", data: { limit: LIMITS.requestBytesMax } },
  ],
  ["no command", () => ({ commands: [] }), path("commands")],
  [
    "an empty command id",
    () => ({ commands: [{ commandId: "", events: [] }] }),
    path("commands[0].commandId"),
  ],
  [
    "a command id twice",
    () => ({ commands: ["c", "c"].map((commandId) => ({ commandId, events: [] })) }),
    path("commands[1].commandId"),
  ],
  [
    "a schema version that is none",
    () => ({
      commands: [{ commandId: fresh("c"), events: [said("a")], schemaVersions: { Said: 1.5 } }],
    }),
    path("commands[0].events[0]"),
  ],
  ...badEventIds(),
  [
    "too many commands",
    () => ({
      commands: Array.from({ length: LIMITS.requestEventsMax + 1 }, () => ({
        commandId: fresh("c"),
        events: [],
      })),
    }),
    { code: "too_large", data: { path: "commands" } },
  ],
  [
    "an event without a type",
    () => ({ commands: [{ commandId: fresh("c"), events: [{ type: "" }] }] }),
    { code: "invalid" },
  ],
  [
    "meta that is no JSON",
    () => ({ commands: [{ commandId: fresh("c"), events: [], meta: { at: new Date(0) } }] }),
    path("commands[0].meta.at"),
  ],
  [
    "an answer that is no JSON",
    () => ({ commands: [{ commandId: fresh("c"), events: [], answer: { at: Number.NaN } }] }),
    path("commands[0].answer.at"),
  ],
  ["a tenant that is no uuid", () => ({ tenant: "acme" }), path("tenant")],
  [
    "a tenant in capitals",
    () => ({ tenant: "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA" }),
    path("tenant"),
  ],
  ["an empty stream id", () => ({ streamId: "" }), path("streamId")],
  ["a stream id with a NUL", () => ({ streamId: "a\0" }), path("streamId")],
  ["a stream id that is too long", () => ({ streamId: "x".repeat(513) }), path("streamId")],
  ["a version that is none", () => ({ expect: { exactly: -1 } }), path("expect")],
  ["half a version", () => ({ expect: { exactly: 1.5 } }), path("expect")],
  ["a version beyond all", () => ({ expect: { exactly: 2 ** 40 } }), path("expect")],
];

function badEventIds(): typeof kinds {
  const given = (...eventIds: readonly string[]) => ({
    commands: [{ commandId: fresh("c"), events: [said("a"), said("b")], eventIds }],
  });
  const one = "00000000-0000-7000-8000-00000000000a";
  const inside = (at: number) => path(`commands[0].eventIds[${at}]`);
  return [
    ["fewer event ids than events", () => given(one), path("commands[0].eventIds")],
    ["an event id that is no uuid", () => given(one, "b"), inside(1)],
    ["an event id in capitals", () => given(one.toUpperCase(), one), inside(0)],
    ["an event id twice", () => given(one, one), inside(1)],
  ];
}

export function badInputContract(stage: () => ContractStage): void {
  it.each(kinds)("%s is refused, and its neighbours are unharmed", async (_kind, bad, refusal) => {
    const { store } = stage();
    const ids = [fresh("account"), fresh("account"), fresh("account")];
    const [before = "", middle = "", after = ""] = ids;
    const outcomes = await Promise.all([
      store.append(saying(before, "absent", "a")),
      store.append({ ...saying(middle, "absent", "b"), ...bad() }),
      store.append(saying(after, "absent", "c")),
    ]);
    expect(outcomes.map(codeOf)).toEqual(["ok", expect.stringMatching(/invalid|too_large/), "ok"]);
    expect(outcomes[1]).toMatchObject(refusal);
    expect(await wordsOf(store, before)).toEqual(["a"]);
    expect(await wordsOf(store, middle)).toEqual([]);
    expect(await wordsOf(store, after)).toEqual(["c"]);
  });

  it("says which command is to blame", async () => {
    const good = { commandId: fresh("command"), events: [{ type: "Said", word: "a" }] };
    const bad = { commandId: fresh("command"), events: [{ type: "Said", word: undefined }] };
    const request = { tenant: TENANT, streamId: fresh("account"), expect: "any" as const };
    expect(await stage().store.append({ ...request, commands: [good, bad] })).toMatchObject({
      code: "invalid",
      data: { path: "commands[1].events[0].word", command: 1 },
    });
  });

  it("takes names and texts that only look dangerous", async () => {
    const { store } = stage();
    const id = 'note-\'; drop table "x\\y" -- {a,b} NULL';
    const word = '{"}, \\"NULL\\", \\\\ \' ; \t\n {{schema}} \u0001';
    await store.append(saying(id, "absent", word, "NULL", ""));
    expect(await wordsOf(store, id)).toEqual([word, "NULL", ""]);
    const events = [
      { type: "constructor", length: 1, ["__proto__"]: 2 },
      { type: "Said", $bigint: 5 },
    ];
    const commands = [{ commandId: fresh("c"), events, schemaVersions: {} }];
    const request = { tenant: TENANT, streamId: "__proto__", expect: "any" as const, commands };
    expect(codeOf(await store.append(request))).toBe("ok");
    expect(await store.loadStream(request)).toEqual({ version: 2, events, schemaVersions: [1, 1] });
  });
}

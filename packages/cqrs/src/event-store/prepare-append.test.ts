import { describe, expect, it } from "vitest";

import { type AppendedCommand, type AppendRequest, exactly } from "./append-request.ts";
import { LIMITS } from "./limits.ts";
import { prepareAll } from "./prepare-all.ts";
import { expectedOf, prepareAppend } from "./prepare-append.ts";

const tenant = "01234567-89ab-4cde-8f01-23456789abcd";
const recordedAt = "2025-11-24T16:00:00.000Z";
const recordedAtMs = Date.parse(recordedAt);
const eventId = "00000000-0000-7000-8000-000000000001";
const sources = { nowMs: () => recordedAtMs, newEventId: () => eventId };
/** What is known about an event of the command `c` where nothing is said. */
const META = '{"causationId":"c","commandId":"c","correlationId":"c"}';
const VERSION_MAX = 2_147_480_000;

const command = (more: Partial<AppendedCommand> = {}): AppendedCommand => ({
  commandId: "c",
  events: [{ type: "Said", word: "a" }],
  ...more,
});

function prepared(more: Partial<AppendRequest> = {}) {
  const commands = [command()];
  return prepareAppend({ tenant, streamId: "log-1", expect: "any", commands, ...more }, sources);
}

const times = <T>(length: number, of: (at: number) => T): T[] =>
  Array.from({ length }, (_, at) => of(at));

/** An event that takes so many characters with `META`. */
const filled = (length: number) => {
  const word = "x".repeat(length - META.length - '{"word":""}'.length);
  return [{ type: "Said", word }];
};

describe("a request that is written down", () => {
  it("is what is stored, and what is sealed of it", () => {
    const events = [
      { type: "Said", word: "a" },
      { type: 'Sung "aloud"', cents: 5n },
    ];
    const first = command({ events, meta: { actor: "ann" }, schemaVersions: { Said: 3 } });
    const second = { commandId: "d", events: [], answer: { status: 201 }, fingerprint: "nod" };
    const meta = '{"actor":"ann","causationId":"c","commandId":"c","correlationId":"c"}';
    const sung = '{"cents":{"$bigint":"5"}}';
    const seal = (data: string, version: number, end: string) =>
      `\0{"data":${data},"eventId":"${eventId}","meta":${meta},"recordedAt":"${recordedAt}",` +
      `"schemaVersion":${version},"streamId":"log-\\"1\\"","tenant":"${tenant}",${end}}`;
    const commands = [first, second];
    const closes = true;
    expect(prepared({ streamId: 'log-"1"', expect: exactly(4), commands, closes })).toEqual({
      tenant,
      streamId: 'log-"1"',
      expect: 4,
      closes,
      recordedAt,
      recordedAtMs,
      commands: [
        {
          commandId: "c",
          part: 0,
          fingerprint: `log-"1"\0Said\0{"word":"a"}\0Sung "aloud"\0${sung}`,
          answer: "null",
          size: 2,
        },
        { commandId: "d", part: 0, fingerprint: "nod", answer: '{"status":201}', size: 0 },
      ],
      events: [
        {
          eventId,
          type: "Said",
          schemaVersion: 3,
          data: '{"word":"a"}',
          meta,
          leafInput: seal('{"word":"a"}', 3, '"type":"Said","version":5'),
        },
        {
          eventId,
          type: 'Sung "aloud"',
          schemaVersion: 1,
          data: sung,
          meta,
          leafInput: seal(sung, 1, '"type":"Sung \\"aloud\\"","version":6'),
        },
      ],
      characters: 12 + 25 + 2 * meta.length + 4 + 14,
    });
  });

  it.each([
    ["absent", 0, 0, ',"version":1}'],
    ["any", -1, "any", '"type":"Said"}'],
    ["present", -2, "present", '"type":"Said"}'],
  ] as const)(
    "that expects %s is sealed with the versions it knows",
    (expected, number, word, end) => {
      expect(prepared({ expect: expected })).toMatchObject({
        expect: number,
        closes: false,
        events: [{ leafInput: expect.stringMatching(new RegExp(`${RegExp.escape(end)}$`)) }],
      });
      expect(expectedOf(number)).toBe(word);
    },
  );
});

describe("a request is refused in a sentence that says where and why", () => {
  const said = (event: object) => [{ type: "Said", ...event }];
  const one = (more: Partial<AppendedCommand>) => ({ commands: [command(more)] });
  const at = (version: number) => one({ schemaVersions: { Said: version } });
  const event = "commands[0].events[0]";
  /** Three bytes each, and 65 for the rest of the event. */
  const euros = (length: number) => said({ word: "€".repeat(length) });
  it.each<readonly [string, Partial<AppendRequest>]>([
    ["tenant is no uuid in lower case", { tenant: `0${tenant}` }],
    ["tenant is no uuid in lower case", { tenant: `${tenant}0` }],
    ["streamId is no text", { streamId: "" }],
    ["streamId is longer than 512", { streamId: "x".repeat(513) }],
    ["streamId is no well-formed text", { streamId: "a\0" }],
    ["streamId is no well-formed text", { streamId: "\ud800" }],
    ["expect is no version", { expect: exactly(-1) }],
    ["expect is no version", { expect: exactly(1.5) }],
    ["expect is no version", { expect: exactly(VERSION_MAX + 1) }],
    ["commands is empty", { commands: [] }],
    ["commands[0].commandId is no text", one({ commandId: "" })],
    ["commands[1].commandId is that of a command before it", { commands: [command(), command()] }],
    [`${event}.type is no text`, one({ events: [{ type: "" }] })],
    [`${event}.word undefined has no JSON form`, one({ events: said({ word: undefined }) })],
    [`${event} is in a schema version that is none: 0`, at(0)],
    [`${event} is in a schema version that is none: 1.5`, at(1.5)],
    [`${event} is in a schema version that is none: 2147480001`, at(VERSION_MAX + 1)],
    ["commands[0].meta.n NaN is no JSON number", one({ meta: { n: Number.NaN } })],
    ["commands[0].answer symbol has no JSON form", one({ answer: Symbol("s") })],
  ])("%s", (sentence, bad) => {
    expect(prepared(bad)).toMatchObject({ code: "invalid", sentence: `${sentence}: correct it` });
  });

  it.each<readonly [string, Partial<AppendRequest>]>([
    ["commands", { commands: times(1_001, (id) => command({ commandId: `c-${id}` })) }],
    ["events", one({ events: times(1_001, () => ({ type: "Said" })) })],
    [event, one({ events: filled(LIMITS.eventBytesMax + 1) })],
    [event, one({ events: euros(349_504) })],
    ["events", one({ events: [], answer: "x".repeat(LIMITS.requestBytesMax - 1) })],
  ])("%s is larger than the store takes", (path, bad) => {
    expect(prepared(bad)).toMatchObject({
      code: "too_large",
      sentence: expect.stringMatching(/ is larger than \d+: split it into several requests$/),
      data: { path },
    });
  });

  it.each<readonly [string, Partial<AppendRequest>]>([
    ["a stream id", { streamId: "x".repeat(512) }],
    ["a version", { expect: exactly(VERSION_MAX) }],
    ["a schema version", at(VERSION_MAX)],
    ["commands", { commands: times(1_000, (id) => command({ commandId: `c-${id}`, events: [] })) }],
    ["events", one({ events: times(1_000, () => ({ type: "Said" })) })],
    ["an event", one({ events: filled(LIMITS.eventBytesMax) })],
    ["an event in bytes", one({ events: euros(349_503) })],
    ["a request", one({ events: [], answer: "x".repeat(LIMITS.requestBytesMax - 2) })],
  ])("%s at the limit pass", (_what, good) => {
    expect(prepared(good)).not.toHaveProperty("code");
  });

  it("what goes wrong otherwise is thrown", () => {
    const event = {
      type: "Said",
      deep: {
        get word(): string {
          throw new RangeError("no word");
        },
      },
    };
    expect(() => prepared(one({ events: [event] }))).toThrow(new RangeError("no word"));
  });
});

describe("a request to several streams", () => {
  const part = (streamId: string, words: readonly string[] = ["a"]) => ({
    streamId,
    expect: "any" as const,
    events: words.map((word) => ({ type: "Said", word })),
  });
  const all = (parts: readonly ReturnType<typeof part>[], more: object = {}) =>
    prepareAll({ tenant, commandId: "c", parts, ...more }, sources);

  it("is one command in parts, whose fingerprint covers them all", () => {
    const fingerprint = '["a-1\\u0000Said\\u0000{\\"word\\":\\"a\\"}","b-1\\u0000"]';
    const parts = [part("a-1"), part("b-1", [])];
    expect(all(parts)).toMatchObject([
      { streamId: "a-1", commands: [{ commandId: "c", part: 0, fingerprint, size: 1 }] },
      { streamId: "b-1", commands: [{ commandId: "c", part: 1, fingerprint, size: 0 }] },
    ]);
    expect(all(parts, { fingerprint: "pay" })).toMatchObject([
      { commands: [{ fingerprint: "pay" }] },
      { commands: [{ fingerprint: "pay" }] },
    ]);
  });

  it("is refused as a whole", () => {
    expect(all([])).toMatchObject({ sentence: "parts is empty: correct it" });
    const twice = all([part("a-1"), part("a-1")]);
    expect(twice).toMatchObject({ sentence: "parts names a stream twice: correct it" });
    expect(all([part("a-1"), part("")])).toMatchObject({ data: { path: "streamId" } });
    const named = (length: number) => times(length, (id) => part(`a-${id}`));
    expect(all(named(LIMITS.partsMax))).toHaveLength(LIMITS.partsMax);
    const tooMany = { code: "too_large", data: { path: "parts", limit: LIMITS.partsMax } };
    expect(all(named(LIMITS.partsMax + 1))).toMatchObject(tooMany);
  });

  it("is no larger than any other request", () => {
    // The answer is kept with the first part, and null with the other.
    const answering = (length: number) =>
      all([part("a-1", []), part("b-1", [])], { answer: "x".repeat(length) });
    expect(answering(LIMITS.requestBytesMax - 6)).toMatchObject([
      { characters: LIMITS.requestBytesMax - 4 },
      { commands: [{ answer: "null" }] },
    ]);
    const data = { path: "parts", limit: LIMITS.requestBytesMax };
    expect(answering(LIMITS.requestBytesMax - 5)).toMatchObject({ code: "too_large", data });
  });
});

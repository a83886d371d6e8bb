import {
  type Erased,
  type MarksOf,
  nothingPersonal,
  type Personal,
  type PersonalFields,
  personalFields,
  type Pii,
  pii,
} from "@holdfast/erasure";
import { describe, expect, expectTypeOf, it } from "vitest";

import { openSealed } from "../test/sealing-stage.ts";

type Event =
  | {
      readonly type: "Joined";
      readonly memberId: string;
      readonly age: number;
      readonly nick?: Personal<string>;
      readonly plain: string;
      readonly home: Personal<{ readonly street: string }>;
      readonly kin: readonly { readonly kinId: string; readonly name: Personal<string> }[];
    }
  | { readonly type: "Left" | "Expelled" };

type Left = {
  readonly type: "Left";
  readonly by: string;
  readonly of: string;
  readonly word: Personal<string>;
};

type Joined = MarksOf<Event>["Joined"];

describe("marks of several deciders", () => {
  const sealingOf = (...personal: readonly PersonalFields[]) => openSealed(personal).sealing;

  it("may be given of the same type, if they are alike", () => {
    const types = ["CommandIssued", "TimerSet"];
    const sealing = sealingOf(nothingPersonal(types), nothingPersonal(types));
    expect(() => sealing.expectMarks(types)).not.toThrow();
    const marks = () => personalFields<Left>({ Left: { word: pii("by") } });
    expect(() => sealingOf(marks(), marks())).not.toThrow();
    const other = personalFields<Left>({ Left: { word: pii("of") } });
    for (const each of [other, nothingPersonal(["Left"])]) {
      expect(() => sealingOf(marks(), each)).toThrow("Left is marked twice, and not alike");
    }
  });

  it("are asked for, and {} is a mark", () => {
    const sealing = sealingOf(personalFields<Event>({ Joined: {}, Left: {}, Expelled: {} }));
    expect(() => sealing.expectMarks(["Joined", "Left"])).not.toThrow();
    expect(() => sealing.expectMarks(["Left", "TimerSet", "toString"])).toThrow(
      expect.objectContaining({
        code: "marks_missing",
        types: ["TimerSet", "toString"],
        message: expect.stringContaining("TimerSet, toString"),
      }),
    );
  });
});

describe("marks", () => {
  it("are on fields that may be erased, by the name of a field that is a text", () => {
    expectTypeOf<keyof Joined>().toEqualTypeOf<
      "memberId" | "age" | "nick" | "plain" | "home" | "kin"
    >();
    expectTypeOf<{ nick: Pii<"memberId"> }>().toExtend<Joined>();
    expectTypeOf<{ home: Pii<"plain"> }>().toExtend<Joined>();
    expectTypeOf<{ kin: readonly [{ name: Pii<"kinId"> }] }>().toExtend<Joined>();
    expectTypeOf<{ kin: readonly [{ name: Pii<"memberId"> }] }>().toExtend<Joined>();
    // A field that could not be erased, a subject that the event has not, one that is no text, and one of another object.
    expectTypeOf<{ plain: Pii<"memberId"> }>().not.toExtend<Joined>();
    expectTypeOf<{ nick: Pii<"personId"> }>().not.toExtend<Joined>();
    expectTypeOf<{ nick: Pii<"age"> }>().not.toExtend<Joined>();
    expectTypeOf<{ nick: Pii<"kinId"> }>().not.toExtend<Joined>();
    expectTypeOf<{ nick: Pii<"type"> }>().not.toExtend<Joined>();
    expectTypeOf<{ kin: readonly [{ nick: Pii<"memberId"> }] }>().not.toExtend<Joined>();
  });

  it("are asked for of every type of event", () => {
    expectTypeOf<keyof MarksOf<Event>>().toEqualTypeOf<Event["type"]>();
    expectTypeOf<Pick<MarksOf<Event>, "Left">>().not.toExtend<MarksOf<Event>>();
    expectTypeOf<Extract<Personal<string>, object>>().toEqualTypeOf<Erased>();
    const marks = personalFields<Event>({
      Joined: { nick: pii("memberId") },
      Left: {},
      Expelled: {},
    });
    expect([...marks.keys()]).toEqual(["Joined", "Left", "Expelled"]);
  });
});

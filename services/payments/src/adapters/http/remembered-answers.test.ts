import { describe, expect, it } from "vitest";

import { RememberedAnswers, type RememberedAnswersOptions } from "./remembered-answers.ts";

const command = (commandId: string, more: object = {}) => ({
  tenant: "t1",
  commandId,
  fingerprint: "f",
  ...more,
});

const answer = (body: string) => ({
  status: 201,
  headers: { location: "/1" },
  body,
});

function fixture(options: Partial<RememberedAnswersOptions> = {}) {
  const clock = { nowMs: 0 };
  return { clock, answers: new RememberedAnswers({ nowMs: () => clock.nowMs, ...options }) };
}

describe("answers that are remembered", () => {
  it("are given again as they were written, to the same command of the same tenant", () => {
    const { answers } = fixture();
    answers.put(command("a"), answer("{}"));
    expect(answers.get(command("a"))).toEqual(answer("{}"));
    expect(answers.get(command("b"))).toBeUndefined();
    expect(answers.get(command("a", { tenant: "t2" }))).toBeUndefined();
  });

  it("are the last one to a command, and of any characters", () => {
    const { answers } = fixture();
    for (const body of ["{}", '{"note":"Zürich €\u{1F600}"}']) {
      answers.put(command("a"), answer(body));
      answers.put(command("b"), answer("[]"));
      expect(answers.get(command("a"))).toEqual(answer(body));
    }
  });

  it("leave it to the log to say that an id was used for something else", () => {
    const { answers } = fixture();
    answers.put(command("a"), answer("{}"));
    expect(answers.get(command("a", { fingerprint: "g" }))).toBeUndefined();
  });

  it("are too old after some time", () => {
    const { answers, clock } = fixture({ ageMsMax: 1_000 });
    answers.put(command("a"), answer("{}"));
    clock.nowMs = 1_000;
    expect(answers.get(command("a"))).toBeDefined();
    clock.nowMs = 1_001;
    expect(answers.get(command("a"))).toBeUndefined();
  });

  it("are forgotten, older ones first, where they would take too much", () => {
    const { answers } = fixture({ bytesMax: 5_000 });
    const known = (): string[] => ["a", "b", "c", "d"].filter((id) => answers.get(command(id)));
    for (const id of ["a", "b"]) answers.put(command(id), answer("x".repeat(1_000)));
    expect(known()).toEqual(["a", "b"]);
    answers.put(command("c"), answer("x".repeat(1_000)));
    expect(known()).toEqual(["a", "b", "c"]);
    for (const id of ["d", "e"]) answers.put(command(id), answer("x".repeat(1_000)));
    expect(known()).toEqual(["c", "d"]);
  });

  it("are as few as their names allow, which take room as well", () => {
    const { answers } = fixture({ bytesMax: 20_000 });
    const ids = Array.from({ length: 100 }, (_, at) => `${at}-${"x".repeat(900)}`);
    for (const id of ids) answers.put(command(id), answer("{}"));
    const known = ids.filter((id) => answers.get(command(id)) !== undefined).length;
    expect(known).toBeGreaterThan(5);
    expect(known).toBeLessThan(20);
  });

  it("are none once another server may have taken over", () => {
    const { answers } = fixture({ bytesMax: 5_000 });
    const ids = ["a", "b", "c"];
    for (const id of ids) answers.put(command(id), answer("x".repeat(1_000)));
    answers.forgetAll();
    expect(ids.flatMap((id) => answers.get(command(id)) ?? [])).toEqual([]);
    answers.put(command("a"), answer("{}"), 0);
    expect(answers.get(command("a"))).toBeUndefined();
    answers.put(command("a"), answer("{}"), answers.timesForgotten);
    expect(answers.get(command("a"))).toEqual(answer("{}"));
  });

  it("are none that are large", () => {
    const { answers } = fixture();
    answers.put(command("a"), answer("x".repeat(16_384)));
    answers.put(command("b"), answer("x".repeat(16_385)));
    expect(answers.get(command("a"))).toBeDefined();
    expect(answers.get(command("b"))).toBeUndefined();
  });

  it("are none where there is no room for one", () => {
    const { answers } = fixture({ bytesMax: 0 });
    answers.put(command("a"), answer("{}"));
    expect(answers.get(command("a"))).toBeUndefined();
  });
});

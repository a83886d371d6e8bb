import { expect, it } from "vitest";

import { startMistake } from "./start-mistake.ts";

const listening = { HTTP_HOST: "localhost", HTTP_PORT: 80 };

class BadConfiguration extends TypeError {
  override readonly name = "BadConfiguration";
}

class CannotListen extends TypeError {
  readonly code: string;

  constructor(code: string) {
    super("listen");
    this.code = code;
  }
}

it("errors that say what to do are told as they are", () => {
  expect(startMistake(new BadConfiguration("set A"), undefined)).toBe("set A");
});

it.each(["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"])("%s is told with the variables", (code) => {
  expect(startMistake(new CannotListen(code), listening)).toBe(
    `cannot listen on localhost:80 (${code}): set HTTP_HOST or HTTP_PORT`,
  );
  expect(startMistake(new CannotListen(code), undefined)).toBeUndefined();
});

it.each([new RangeError("ours"), new CannotListen("EPIPE"), "a text", undefined])(
  "%s is a mistake of ours",
  (error) => {
    expect(startMistake(error, listening)).toBeUndefined();
  },
);

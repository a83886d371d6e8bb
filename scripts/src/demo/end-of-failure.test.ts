import { describe, expect, it } from "vitest";

import { endOfFailure } from "./end-of-failure.ts";

function told(error: unknown, stop: AbortSignal) {
  const lines: string[] = [];
  const code = endOfFailure(error, stop, (line) => lines.push(line));
  return { code, lines };
}

describe("endOfFailure", () => {
  it("ends in good order when a service dies of the Ctrl-C that stops the demo", () => {
    expect(told(new RangeError("ended with SIGINT"), AbortSignal.abort())).toEqual({
      code: 0,
      lines: ["\nstopping"],
    });
  });

  it("tells the message alone of anything else", () => {
    const { signal } = new AbortController();
    expect(told(new RangeError("ended with 3"), signal)).toEqual({
      code: 1,
      lines: ["demo: ended with 3"],
    });
    expect(told("words", signal)).toEqual({ code: 1, lines: ["demo: words"] });
  });
});

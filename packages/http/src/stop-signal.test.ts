import { EventEmitter } from "node:events";

import { describe, expect, it } from "vitest";

import { stopSignal } from "./stop-signal.ts";

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

describe("stopSignal", () => {
  it.each(["SIGINT", "SIGTERM"])("aborts at %s", (name) => {
    const source = new FakeProcess();
    const signal = stopSignal(source);
    expect(signal.aborted).toBe(false);
    source.emit(name);
    expect(signal.aborted).toBe(true);
    expect(source.exits).toEqual([]);
  });

  it("exits at once at the second signal, whichever it is", () => {
    const source = new FakeProcess();
    stopSignal(source);
    source.emit("SIGTERM");
    source.emit("SIGINT");
    expect(source.exits).toEqual([130]);
  });
});

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

  it("exits at once at a later signal, whichever it is", () => {
    const source = new FakeProcess();
    let nowMs = 5;
    stopSignal(source, () => nowMs);
    source.emit("SIGTERM");
    nowMs += 1_001;
    source.emit("SIGINT");
    expect(source.exits).toEqual([130]);
  });

  it("takes the owner's SIGTERM right after a Ctrl-C of the terminal for the same wish", () => {
    const source = new FakeProcess();
    let nowMs = 5;
    const signal = stopSignal(source, () => nowMs);
    source.emit("SIGINT");
    nowMs += 1_000;
    source.emit("SIGTERM");
    expect(signal.aborted).toBe(true);
    expect(source.exits).toEqual([]);
  });
});

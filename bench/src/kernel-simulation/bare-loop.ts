import { hash } from "node:crypto";

import { drawFrom } from "../draw.ts";

const STREAMS = 100;
const FOLDED = 10;
const CENTS_MAX = 30;

/** What is left of so many operations without a kernel: streams in memory, folds of ten, JSON and SHA-256. */
export function bareLoop(seed: number, operations: number): string {
  const draw = drawFrom(seed);
  const streams = new Map<number, string[]>();
  let last = "";
  for (let at = 0; at < operations; at += 1) {
    const stream = draw.between(1, STREAMS);
    const events = streams.get(stream) ?? [];
    let balance = 0;
    for (const text of events.slice(-FOLDED)) balance += centsOf(JSON.parse(text));
    const event = { type: "Moved", cents: draw.between(0, CENTS_MAX), balance, stream, at };
    const text = JSON.stringify(event);
    last = hash("sha256", last + text, "hex");
    events.push(text);
    streams.set(stream, events);
  }
  return last;
}

function centsOf(event: { readonly cents: number }): number {
  return event.cents;
}

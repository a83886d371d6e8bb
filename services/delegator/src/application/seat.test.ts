import { expect, it } from "vitest";

import type { Change } from "./change.ts";
import { CHANGES_MAX, Seat } from "./seat.ts";

const final = (seq: number): Change => ({ seq, op: "final", after: seq, level: seq + 1 });

function seatOf(isWanted: (change: Change) => boolean = () => true) {
  const ends: string[] = [];
  const seat = new Seat({ reached: () => 0, isWanted, onEnd: () => ends.push("end") });
  return { seat, ends };
}

async function taken(seat: Seat, count: number): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { seq } of seat) if (numbers.push(seq) === count) break;
  return numbers;
}

it("keeps nothing before it is taken over, and then what comes after the change named", async () => {
  const { seat } = seatOf();
  seat.offer(final(1));
  seat.takeOver(2);
  for (const seq of [2, 3, 4]) seat.offer(final(seq));
  expect(await taken(seat, 2)).toEqual([3, 4]);
});

it("is given up at one change more than it keeps", () => {
  const { seat, ends } = seatOf();
  seat.takeOver(0);
  for (let seq = 1; seq <= CHANGES_MAX; seq += 1) seat.offer(final(seq));
  expect({ reason: seat.reason, ends }).toEqual({ reason: undefined, ends: [] });
  seat.offer(final(CHANGES_MAX + 1));
  expect({ reason: seat.reason, ends }).toEqual({ reason: "overflow", ends: ["end"] });
  expect(seat.ended.aborted).toBe(true);
});

it("has room for what is wanted only", async () => {
  const { seat } = seatOf(({ seq }) => seq % 1000 === 0);
  seat.takeOver(0);
  for (let seq = 1; seq <= 10 * CHANGES_MAX; seq += 1) seat.offer(final(seq));
  expect(await taken(seat, 2)).toEqual([1000, 2000]);
});

it("ends for whoever waits, and for the first reason", async () => {
  const { seat, ends } = seatOf();
  seat.takeOver(0);
  const waiting = taken(seat, 1);
  seat.end("stopping");
  seat.end("left");
  expect(await waiting).toEqual([]);
  expect({ reason: seat.reason, ends }).toEqual({ reason: "stopping", ends: ["end"] });
});

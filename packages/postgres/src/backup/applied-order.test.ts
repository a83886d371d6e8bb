import { expect, test } from "vitest";

import { appliedOrder } from "./applied-order.ts";

const row = (series: string, number: number) => {
  return { series, number, name: `${number}.sql`, checksum: "c" };
};

test("two series stay interleaved as they were", () => {
  const noted = [row("kernel", 1), row("service", 1), row("kernel", 2), row("service", 2)];
  expect(appliedOrder(noted).map(({ series, number }) => `${series} ${number}`)).toEqual([
    "kernel 1",
    "service 1",
    "kernel 2",
    "service 2",
  ]);
});

test("a clock that was set back does not turn a series around", () => {
  const noted = [row("kernel", 2), row("service", 1), row("kernel", 1)];
  expect(appliedOrder(noted).map(({ series, number }) => `${series} ${number}`)).toEqual([
    "kernel 1",
    "service 1",
    "kernel 2",
  ]);
});

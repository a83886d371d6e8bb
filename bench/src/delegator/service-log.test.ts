import { expect, it } from "vitest";

import { numberOf, ServiceLog } from "./service-log.ts";

const RANKED = '{"time":12,"msg":"HistoryRanked","indexMs":3}';

it("finds a message whether it has come already or comes later", async () => {
  const log = new ServiceLog();
  const later = log.until("HistoryRanked");
  log.hear(RANKED);
  expect(numberOf(await later, "time")).toBe(12);
  expect(numberOf(await log.until("HistoryRanked"), "indexMs")).toBe(3);
});

it("keeps the first of several lines with the same message", async () => {
  const log = new ServiceLog();
  log.hear('{"time":1,"msg":"AuditPassed"}');
  log.hear('{"time":2,"msg":"AuditPassed"}');
  expect(numberOf(await log.until("AuditPassed"), "time")).toBe(1);
});

it("passes over what is not JSON", () => {
  const log = new ServiceLog();
  log.hear("{ not JSON");
  log.hear("node: a warning");
  expect(log.has("undefined")).toBe(false);
});

it("tells the access log only while somebody listens", () => {
  const log = new ServiceLog();
  const heard: unknown[] = [];
  const line = (trace: number) => `{"msg":"request","trace":${trace}}`;
  log.hear(line(1));
  const stop = log.onRequest((record) => heard.push(record["trace"]));
  log.hear(line(2));
  stop();
  log.hear(line(3));
  expect(heard).toEqual([2]);
});

it("ends waiting with the last lines when the service is gone", async () => {
  const log = new ServiceLog();
  log.hear(RANKED);
  const waiting = log.until("CaughtUp");
  log.fail("the service ended with 1");
  await expect(waiting).rejects.toThrow(`the service ended with 1\n${RANKED}`);
});

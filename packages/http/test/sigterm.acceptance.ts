import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { afterEach, expect, it } from "vitest";

import { rawConnection } from "./raw-connection.ts";

const PROGRAM = fileURLToPath(new URL("./stopping-program.ts", import.meta.url));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function program() {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ["ignore", "pipe", "inherit"],
    // A group of its own, which can be signalled as a terminal does.
    detached: true,
  });
  children.push(child);
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const logged = async (message: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new RangeError(`ended without saying ${message}`);
      const line: Record<string, unknown> = JSON.parse(value);
      if (line["msg"] === message) return line;
    }
  };
  const { port } = await logged("started");
  return { child, exited, logged, port: Number(port) };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;

it("answers the request in flight at SIGTERM, then exits with 0", async () => {
  const { child, exited, logged, port } = await program();
  const connection = await rawConnection(port);
  connection.write(get("/wait"));
  await logged("waiting");
  child.kill("SIGTERM");
  expect(await connection.closed()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\{"done":true\}$/);
  expect(await exited).toEqual([0, null]);
});

it("answers the request in flight when a Ctrl-C reaches the group and the owner adds SIGTERM", async () => {
  const { child, exited, logged, port } = await program();
  const connection = await rawConnection(port);
  connection.write(get("/wait-for-both"));
  await logged("waiting");
  process.kill(-Number(child.pid), "SIGINT");
  child.kill("SIGTERM");
  expect(await connection.closed()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\{"done":true\}$/);
  expect(await exited).toEqual([0, null]);
});

it("exits at once when it is asked again later", async () => {
  const { child, exited, logged, port } = await program();
  const connection = await rawConnection(port);
  connection.write(get("/never"));
  await logged("waiting");
  // Signals that closely follow the first change nothing; one of these comes late enough.
  await expect
    .poll(
      () => {
        child.kill("SIGTERM");
        return child.exitCode;
      },
      { timeout: 5_000 },
    )
    .toBe(143);
  expect(await exited).toEqual([143, null]);
});

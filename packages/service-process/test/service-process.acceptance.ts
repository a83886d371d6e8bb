import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { ServiceDied, startServiceProcess } from "@holdfast/service-process";
import { describe, expect, it } from "vitest";

const entry = new URL("./fixture-service.ts", import.meta.url);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(10);
}

describe("a service process", () => {
  it("answers where it says it listens", async () => {
    await using service = await startServiceProcess({ entry, env: {} });
    const answer = await fetch(service.url);
    expect(await answer.text()).toBe(String(service.pid));
  });

  it("is ended in good order when it is disposed of", async () => {
    const lines: string[] = [];
    const service = await startServiceProcess({
      entry,
      env: {},
      onLine: (line) => lines.push(line),
    });
    await service[Symbol.asyncDispose]();
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(lines.at(-1)).toBe("draining");
  });

  it("can be killed without warning", async () => {
    await using service = await startServiceProcess({ entry, env: {} });
    service.kill("SIGKILL");
    expect(await service.exited).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("tells its last words when it dies before it listens", async () => {
    const starting = startServiceProcess({ entry, args: ["--die"], env: {} });
    await expect(starting).rejects.toThrow(/ended with 3\ncannot live like this/);
    await expect(starting).rejects.toBeInstanceOf(ServiceDied);
  });

  it("is given up when it does not listen in time", async () => {
    const starting = startServiceProcess({ entry, args: ["--mute"], env: {}, readyMs: 300 });
    await expect(starting).rejects.toThrow("not listening after 300 ms");
  });

  it("ends when its owner is killed", async () => {
    const script = fileURLToPath(new URL("./fixture-owner.ts", import.meta.url));
    const owner = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: owner.stdout }), "line");
    const pid = Number(/^owned (\d+)$/.exec(String(line))?.[1]);
    expect(isAlive(pid)).toBe(true);
    owner.kill("SIGKILL");
    await untilGone(pid);
  });

  it("is ended by its owner alone when a Ctrl-C reaches the owner's group", async () => {
    const script = fileURLToPath(new URL("./fixture-owner.ts", import.meta.url));
    const owner = spawn(process.execPath, [script], {
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    const exited = once(owner, "exit");
    const lines = createInterface({ input: owner.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toMatch(/^owned \d+$/);
    process.kill(-Number(owner.pid), "SIGINT");
    expect((await lines.next()).value).toBe("ended with 0");
    expect(await exited).toEqual([0, null]);
  });
});

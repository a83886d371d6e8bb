import { readdir, readFile } from "node:fs/promises";

/** A tick of the kernel's accounts (`getconf CLK_TCK`), in microseconds. */
const TICK_US = 10_000;
/** Fields of /proc/PID/stat behind the name, which may hold blanks (proc(5)). */
const PARENT = 1;
const OWN = [11, 12];
const OF_ENDED_CHILDREN = [13, 14];

/** Processor time that a process has taken, in microseconds; not a number where there is no Linux to ask. */
export async function processorUs(pid: number): Promise<number> {
  return sum(await fieldsOf(pid), OWN) * TICK_US;
}

/** The same of a PostgreSQL server on this machine with all of its processes, found by one of its backends. */
export async function serverUs(backend: number): Promise<number> {
  const server = Number((await fieldsOf(backend))[PARENT]);
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^[0-9]+$/.test(name));
  const all = await Promise.all(pids.map((pid) => fieldsOf(Number(pid))));
  const children = all.filter((fields) => Number(fields[PARENT]) === server);
  const ticks = [await fieldsOf(server), ...children].map((fields) => sum(fields, OWN));
  const ended = sum(await fieldsOf(server), OF_ENDED_CHILDREN);
  return ticks.reduce((one, other) => one + other, ended) * TICK_US;
}

/** Nothing of a process that has ended. */
async function fieldsOf(pid: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function sum(fields: readonly string[], places: readonly number[]): number {
  return places.reduce((total, place) => total + Number(fields[place]), 0);
}

import pg from "pg";

import { drawFrom } from "../draw.ts";

const CLIENTS = 16;

/** The seven statements of TPC-B as pgbench sends them, through `pg`: transactions a second. */
export async function statementsOfTpcb(url: string, seconds: number): Promise<number> {
  const startedMs = performance.now();
  const untilMs = startedMs + seconds * 1000;
  const done = await Promise.all(
    Array.from({ length: CLIENTS }, (_, seed) => clientOfTpcb(url, seed, untilMs)),
  );
  const all = done.reduce((sum, each) => sum + each, 0);
  return (all * 1000) / (performance.now() - startedMs);
}

async function clientOfTpcb(url: string, seed: number, untilMs: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const draw = drawFrom(seed);
  const run = (name: string, text: string, values: readonly number[] = []) =>
    client.query({ name, text, values: [...values] });
  let done = 0;
  for (; performance.now() < untilMs; done += 1) {
    const [aid, bid] = [draw.between(1, 1_000_000), draw.between(1, 10)];
    const tid = draw.between(1, 100);
    const delta = draw.between(-5000, 5000);
    await run("begin", "begin");
    await run("a", "update pgbench_accounts set abalance = abalance + $1 where aid = $2", [
      delta,
      aid,
    ]);
    await run("s", "select abalance from pgbench_accounts where aid = $1", [aid]);
    await run("t", "update pgbench_tellers set tbalance = tbalance + $1 where tid = $2", [
      delta,
      tid,
    ]);
    await run("b", "update pgbench_branches set bbalance = bbalance + $1 where bid = $2", [
      delta,
      bid,
    ]);
    await run(
      "h",
      "insert into pgbench_history (tid, bid, aid, delta, mtime) values ($1, $2, $3, $4, current_timestamp)",
      [tid, bid, aid, delta],
    );
    await run("end", "end");
  }
  await client.end();
  return done;
}

import { sql } from "../delegator-database.ts";

type Change = {
  readonly seq: string;
  readonly op: "added" | "retracted" | "final" | "reset";
  readonly level: number;
  readonly payload: string;
};

type View = { readonly id: number; readonly hash: string; readonly counter: number };

/** The log of changes does not tell what happened. */
class LogBroken extends Error {
  override readonly name = "LogBroken";
  readonly code = "log_broken";
}

function viewsOf(payload: string): readonly View[] {
  const value: { readonly rows?: readonly View[] } & View = JSON.parse(payload);
  return value.rows ?? [value];
}

function refuse(isBroken: boolean, { seq, op }: Change, what: string): void {
  if (isBroken) throw new LogBroken(`change ${seq} (${op}): ${what}`);
}

/** Whoever has read every change from the first on: the rows it holds, by id. */
class Follower {
  readonly held = new Map<number, View>();
  #last = 0n;
  #final = 0;

  hear(change: Change): void {
    refuse(BigInt(change.seq) !== this.#last + 1n, change, `comes after ${this.#last}`);
    this.#last = BigInt(change.seq);
    if (change.op === "reset") this.#begin(change);
    if (change.op === "added") this.#add(change);
    if (change.op === "retracted") this.#retract(change);
    if (change.op !== "final") return;
    refuse(change.level <= this.#final, change, `goes back from ${this.#final}`);
    this.#final = change.level;
  }

  #begin(change: Change): void {
    this.held.clear();
    this.#final = change.level;
  }

  #add(change: Change): void {
    for (const view of viewsOf(change.payload)) {
      refuse(this.held.has(view.id), change, `${view.id} is there already`);
      this.held.set(view.id, view);
    }
  }

  #retract(change: Change): void {
    refuse(change.level <= this.#final, change, `takes back what was final at ${this.#final}`);
    for (const view of viewsOf(change.payload)) {
      const { hash } = this.held.get(view.id) ?? {};
      refuse(hash !== view.hash, change, `${view.id} was ${hash ?? "never told"}`);
      this.held.delete(view.id);
    }
  }
}

/** Replays the log of changes and throws `LogBroken` unless it leads to what the table holds. */
export async function replayChanges(database: { readonly adminUrl: string }): Promise<void> {
  const text = "select seq::text, op, level, payload from delegator.change c order by c.seq";
  const changes = await sql<Change>(database, text);
  const follower = new Follower();
  for (const change of changes) follower.hear(change);
  const stored = await sql<{ readonly id: string; readonly hash: string }>(
    database,
    "select id::text, op_hash as hash from delegator.delegation",
  );
  const hashes = new Map(stored.map(({ id, hash }) => [Number(id), hash]));
  for (const { id, hash } of follower.held.values()) {
    if (hashes.get(id) !== hash) throw new LogBroken(`${id} is ${hash} in the log only`);
  }
}

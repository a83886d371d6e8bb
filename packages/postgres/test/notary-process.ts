/** A round of a notary that stops for good when it comes to one of its steps for the n-th time. */
import { writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

import { type Database, openDatabase, type Transaction } from "../src/index.ts";
import { notaryRound } from "./notary-round.ts";

const [url = "", witnessPath = "", beginMs = "0", step = "", times = "1"] = process.argv.slice(2);
let left = Number(times);

function at(name: string): void {
  if (name !== step) return;
  left -= 1;
  if (left > 0) return;
  writeSync(1, "stopped\n");
  // Nothing of this process moves any more.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Statements after which a transaction holds something, or has written something. */
const STATEMENTS: readonly (readonly [name: string, part: RegExp])[] = [
  ["moved", /update ledger\.subscriptions\s+set position/u],
  ["tiled", /insert into ledger\.tree_tiles/u],
  ["signed", /insert into ledger\.tree_heads/u],
  ["locked", /from ledger\.subscriptions[^;]+for update/u],
  ["in turn", /pg_try_advisory_xact_lock/u],
];

function watched(tx: Transaction): Transaction {
  return {
    ...tx,
    async query(statement) {
      const result = await tx.query<never>(statement);
      for (const [name, part] of STATEMENTS) if (part.test(statement.text)) at(name);
      return result;
    },
  };
}

const database = openDatabase({ url, applicationName: "notary-process", max: 4 });
const stepping: Database = {
  ...database,
  async transaction(work, options) {
    const value = await database.transaction(async (tx) => {
      const done = await work(watched(tx));
      if (options?.readOnly !== true) at("committing");
      return done;
    }, options);
    if (options?.readOnly !== true) at("committed");
    return value;
  },
};

await using probe = await open(process.execPath);
const files: object = Object.getPrototypeOf(probe);

type Method = (...given: readonly unknown[]) => Promise<unknown>;

/** Puts another method in the place of one of file handles; it is given the one that was there. */
function replaced(
  name: string,
  instead: (was: Method, given: unknown, file: FileHandle) => unknown,
) {
  const was: unknown = Reflect.get(files, name);
  if (typeof was !== "function") throw new TypeError(`file handles have no ${name}`);
  Reflect.set(files, name, function replacement(this: FileHandle, given: unknown) {
    return instead(async (...words) => Reflect.apply(was, this, words), given, this);
  });
}

replaced("truncate", async (was, size) => {
  await was(size);
  at("truncated");
});
replaced("appendFile", async (was, text) => {
  const whole = String(text);
  await was(whole.slice(0, whole.length / 2));
  at("half written");
  await was(whole.slice(whole.length / 2));
  at("written");
});
replaced("sync", async (was, _given, file) => {
  await was();
  at((await file.stat()).isDirectory() ? "folder synced" : "synced");
});

await notaryRound({ database: stepping, witnessPath, owner: "process", beginMs: Number(beginMs) });
writeSync(1, "done\n");
process.exit();

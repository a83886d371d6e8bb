import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type BackupProgress, verifyBackup } from "../src/backup/index.ts";
import { type BackupStage, contentOf, namesIn, openBackupStage } from "./backup-stage.ts";

let source: BackupStage;
let target: BackupStage;
beforeAll(async () => {
  source = await openBackupStage();
  target = await openBackupStage("missing");
  await source.admin.transaction((tx) => tx.query({ text: ODD_ROWS }));
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

/** As a service leaves them: seeds changed, rows removed, numbers skipped, a view and an index of its own making. */
const ODD_ROWS = `
  set local search_path = ledger;
  insert into odd (body, bytes, number, amount, span, tags, doc, verbatim, mood) values
    (E'tab\\t line\\n back\\\\slash \\\\N', '\\x00ff0a5c', 0.1::float8 + 0.2, 12345678901234567890.0123456789,
      '1 year 2 mons -3 days 04:05:06.789', array['a,b', null, '"'], '{"b": 1, "a": [1.10]}',
      '{ "b" : 1, "a": 1, "a": 2 }', 'tense'),
    (null, null, 'NaN', null, null, null, null, null, null),
    ('', '', '-infinity', 0, '0', '{}', '{}', 'null', 'calm'),
    ('Grüße 😀', '\\x', 5e-324, -1, '1 sec', array['é'], '"x"', '"x"', 'calm');
  delete from odd where body = '';
  update written set rows = 99;
  insert into "an/odd name" select generate_series(1, 20000);
  update seeded set note = 'changed' where id = 1;
  delete from seeded where id = 2;
  insert into seeded values (3, 'own');
    insert into chicken values (1, 1), (2, 2);
    insert into egg values (1, null), (2, 1);
  set constraints all immediate;
  insert into tree select n, nullif(n - 1, 0) from generate_series(1, 100) n;
  update tree set above = 100 where id = 1;
  insert into secret values ('00000000-0000-0000-0000-00000000000a', 'of a'), ('00000000-0000-0000-0000-00000000000b', 'of b');
  insert into noted (model, position) select 'm', n from generate_series(1, 5) n;
  delete from noted where position > 3;
  insert into words_v2 values ('word', 3, 4);
  set local role ledger_owner;
  drop view long_words, words;
  create view words with (security_invoker = true) as select word, count, chars from words_v2;
  grant select on words to ledger_app, ledger_system;
  create view long_words as select word from words where chars > 3;
  create index odd_body on odd (lower(body)) where body <> '';
  alter table words_v1 drop constraint words_v1_pkey;
  alter table words_v1 add constraint words_v1_pkey primary key (count, word);
  alter table words_v2 add constraint positive check (count > 0);
`;

test("a schema comes back as it was: every row, sequence, key, index and view", async () => {
  const progress: BackupProgress[] = [];
  const manifest = await source.backUp("whole", { onProgress: (each) => void progress.push(each) });
  expect(await namesIn(source.folder)).toEqual(["whole"]);
  const directory = join(source.folder, "whole");
  expect(await verifyBackup(directory)).toEqual(manifest);
  expect(await target.restore(directory)).toEqual(manifest);

  expect(await contentOf(target.admin)).toEqual(await contentOf(source.admin));
  expect(await partsOf(target)).toEqual(await partsOf(source));
  expect(manifest).toMatchObject({ format: 1, service: "ledger", log: { head: "0" } });
  const copied = progress.filter(({ step }) => step === "copying");
  expect(copied).toContainEqual({
    step: "copying",
    table: "an/odd name",
    rows: 20_000,
    bytes: 108_894,
    done: expect.any(Number),
    of: manifest.tables.length,
  });
});

/** Everything about the tables that is not rows. */
async function partsOf(stage: BackupStage): Promise<unknown> {
  const texts = [
    `select conrelid::regclass::text as table, conname, pg_get_constraintdef(oid), convalidated from pg_constraint
     where connamespace = 'ledger'::regnamespace order by 1, 2`,
    "select indexdef from pg_indexes where schemaname = 'ledger' order by 1",
    "select viewname, definition from pg_views where schemaname = 'ledger' order by 1",
    `select relname, relacl::text, reloptions::text, relrowsecurity, relforcerowsecurity, relowner::regrole::text
     from pg_class where relnamespace = 'ledger'::regnamespace order by 1`,
    `select tgrelid::regclass::text as table, tgname, tgenabled from pg_trigger
     where not tgisinternal order by 1, 2`,
  ];
  const results = [];
  for (const text of texts) results.push((await stage.admin.query({ text })).rows);
  return results;
}

test("the files can be read without this program: rows as COPY writes them, for nobody else to read", async () => {
  await source.backUp("plain");
  const file = join(source.folder, "plain", "seeded.copy.zst");
  expect(zstdDecompressSync(await readFile(file)).toString()).toBe("1\tchanged\n3\town\n");
  expect((await stat(join(source.folder, "plain"))).mode & 0o777).toBe(0o700);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("tables that change places while they are being locked are backed up in their new places", async () => {
  const text = "select count(*)::int8 as rows from ledger.words_v1";
  expect((await source.admin.query({ text })).rows).toEqual([{ rows: 0n }]);
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof source.backUp>>>();
  await source.admin.transaction(async (tx) => {
    await tx.query({ text: "lock table ledger.words_v1 in access exclusive mode" });
    resolve(source.backUp("swapped"));
    // The server lists what waits; the transaction is not idle meanwhile.
    const waiting = "select from pg_locks where not granted and mode = 'AccessShareLock'";
    while ((await tx.query({ text: waiting })).rowCount === 0) continue;
    await tx.query({
      text: `alter table ledger.words_v1 rename to words_v0;
             alter table ledger.words_v2 rename to words_v1;
             alter table ledger.words_v0 rename to words_v2`,
    });
  });
  const { tables } = await promise;
  const rows = tables.flatMap(({ name, rows }) => (name.startsWith("words") ? [[name, rows]] : []));
  expect(rows).toEqual([
    ["words_v1", 1],
    ["words_v2", 0],
  ]);
});

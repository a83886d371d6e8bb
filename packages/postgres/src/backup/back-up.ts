import { Readable } from "node:stream";

import { escapeIdentifier } from "pg";

import { schemaName } from "../migrations/schema-name.ts";
import { openDatabase } from "../open-database.ts";
import type { Transaction } from "../transaction.ts";
import { backUpFailure } from "./back-up-failure.ts";
import { BackupRefused } from "./backup-refused.ts";
import { loadOrder } from "./load-order.ts";
import type { Manifest, SavedTable } from "./manifest.ts";
import { NewDirectory } from "./new-directory.ts";
import type { OnBackupProgress } from "./progress.ts";
import { FORMAT, MANIFEST_FILE, manifestText } from "./read-manifest.ts";
import { readState } from "./read-state.ts";
import { readShape, type SchemaShape, type TableShape } from "./schema-shape.ts";
import { tableFile, type TableWatch, writeTable } from "./table-file.ts";
import { tableProgress } from "./table-progress.ts";
import { takeSnapshot } from "./take-snapshot.ts";
import { whatIsKept } from "./what-is-kept.ts";
import { writeFile, type WriteFile } from "./write-file.ts";

/** What to back up, as whom, and where to. */
export type BackUpOptions = {
  /** A user that sees every row: the owner, or one with `pg_read_all_data` and `bypassrls`. A standby will do. */
  readonly url: string;
  readonly service: string;
  readonly schema: string;
  /** Does not exist yet; its parent does. */
  readonly directory: string;
  /** Tables that are caches: `snapshots`. None if left out. */
  readonly leaveOut?: readonly string[];
  readonly onProgress?: OnBackupProgress;
  readonly signal?: AbortSignal;
};

/**
 * Writes one state of a service's schema into a new directory: each table as a compressed file, and a manifest. Memory is
 * bounded whatever the tables hold, and the service goes on meanwhile. The directory has its name only when it is whole
 * and on the disk. Returns the manifest. Throws `BackupRefused`, `DatabaseUnavailable`, or the reason of the signal.
 */
export async function backUp(
  options: BackUpOptions,
  write: WriteFile = writeFile,
): Promise<Manifest> {
  const { url, service, directory, signal, onProgress } = options;
  const schema = schemaName(options.schema);
  try {
    await using place = await NewDirectory.create(directory);
    await using database = openDatabase({ url, applicationName: `${service}-backup`, max: 1 });
    onProgress?.({ step: "locking" });
    const manifest = await takeSnapshot(database, { schema, signal }, (tx) =>
      copyAll(tx, { options, schema, place, write }),
    );
    onProgress?.({ step: "finishing" });
    const text = Readable.from([Buffer.from(manifestText(manifest))]);
    await write(place.path(MANIFEST_FILE), text);
    onProgress?.({ step: "finishing" });
    signal?.throwIfAborted();
    await place.finish();
    return manifest;
  } catch (error) {
    throw backUpFailure(error, directory);
  }
}

type Work = {
  readonly options: BackUpOptions;
  readonly schema: string;
  readonly place: NewDirectory;
  readonly write: WriteFile;
};

async function copyAll(tx: Transaction, work: Work): Promise<Manifest> {
  const { options, schema } = work;
  const { service, leaveOut = [], signal } = options;
  const shape = await readShape(tx, schema);
  const state = await readState(tx, shape);
  const kept = inOrder(whatIsKept(shape, leaveOut), shape);
  const progress = tableProgress("copying", kept.length, options.onProgress);
  const tables: SavedTable[] = [];
  for (const [done, table] of kept.entries()) {
    tables.push(await copyTable(tx, table, { work, tell: progress(table.name, done), signal }));
  }
  const { constraints, foreignKeys, indexes, views } = shape;
  const made = { constraints, foreignKeys, indexes, views };
  return { format: FORMAT, service, schema, ...state, tables, leftOut: leaveOut, ...made };
}

function inOrder(kept: readonly TableShape[], shape: SchemaShape): readonly TableShape[] {
  const byName = new Map(kept.map((table) => [table.name, table]));
  const order = loadOrder([...byName.keys()], shape.foreignKeys);
  return order.flatMap((name) => byName.get(name) ?? []);
}

async function copyTable(
  tx: Transaction,
  table: TableShape,
  { work, ...watch }: TableWatch & { readonly work: Work },
): Promise<SavedTable> {
  const name = `${work.schema}.${escapeIdentifier(table.name)}`;
  const file = tableFile(table.name);
  const to = { path: work.place.path(file), write: work.write };
  const columns = table.columns.map((column) => escapeIdentifier(column.name));
  const written = await tx.copyOut(`copy ${name} (${columns.join(", ")}) to stdout`, (chunks) =>
    writeTable(chunks, to, watch),
  );
  const text = `select count(*)::int8 as rows from ${name}`;
  const rows = (await tx.query<{ readonly rows: bigint }>({ text })).rows[0]?.rows;
  if (rows !== BigInt(written.rows)) {
    const detail = `${table.name} has ${rows} rows, and ${written.rows} were copied`;
    throw new BackupRefused("rows_differ", detail);
  }
  return { ...table, file, ...written };
}

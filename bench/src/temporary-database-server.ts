import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startEmbedded } from "@holdfast/postgres/embedded";

import { givenServer } from "./config.ts";

/** A server to measure on; disposal ends an embedded one and takes its data along. */
export type DatabaseServer = AsyncDisposable & {
  /** The door of one who may create databases and roles. */
  readonly adminUrl: string;
};

/** An embedded server at default durability, or the one that the environment names. */
export async function temporaryDatabaseServer(): Promise<DatabaseServer> {
  const given = givenServer();
  if (given !== undefined) {
    return { adminUrl: given, [Symbol.asyncDispose]: async () => undefined };
  }
  await using held = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  held.defer(() => rm(directory, { recursive: true, force: true }));
  // As root the server runs under another account, which has to get in.
  await chmod(directory, 0o711);
  const server = await startEmbedded({ directory, durable: true });
  held.defer(() => rm(server.home, { recursive: true, force: true }));
  held.use(server);
  const stop = held.move();
  return { adminUrl: server.adminUrl, [Symbol.asyncDispose]: () => stop.disposeAsync() };
}

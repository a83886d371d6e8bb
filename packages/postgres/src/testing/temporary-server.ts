import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EmbeddedServer } from "../embedded/embedded-server.ts";
import { type EmbeddedOptions, startEmbedded } from "../embedded/start-embedded.ts";
import { testServer } from "./config.ts";

/** A server in a folder of its own; `folder` goes when it is disposed of, not before. */
export type TemporaryServer = {
  readonly server: EmbeddedServer;
  readonly folder: AsyncDisposable;
};

/** Starts a server in a new folder of the system's temporary files. */
export async function temporaryServer(
  options: Omit<EmbeddedOptions, "directory">,
): Promise<TemporaryServer> {
  await using held = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  held.defer(() => rm(directory, { recursive: true, force: true }));
  // As root the server is another account, and has to get in.
  await chmod(directory, 0o711);
  const template = testServer.template();
  const server = await startEmbedded({ ...options, directory, template });
  held.defer(() => rm(server.home, { recursive: true, force: true }));
  return { server, folder: held.move() };
}

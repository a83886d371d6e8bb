import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join, resolve } from "node:path";

import { parsed } from "./parsed.ts";
import { type ProcessIdentity, toProcessIdentity } from "./process-identity.ts";
import { writeDurably } from "./write-durably.ts";

/** What a directory says about its server. It stays after the server has stopped. */
export type Pointer = {
  /** Where the data is: in the directory itself, or outside. */
  readonly home: string;
  readonly port: number;
  readonly server: ProcessIdentity;
  readonly guard: ProcessIdentity;
  /** Whose end is the end of the server. */
  readonly owner: ProcessIdentity;
};

/** Reads what the last start wrote; undefined before the first, and when the data is gone. */
export async function readPointer(directory: string): Promise<Pointer | undefined> {
  const text = await readFile(pointerPath(directory), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const pointer = toPointer(parsed(text));
  if (pointer === undefined) return undefined;
  // Relative, a home inside the directory moves along with it.
  const home = resolve(directory, pointer.home);
  return existsSync(join(home, "data")) ? { ...pointer, home } : undefined;
}

/** Replaces the pointer at once, so that nobody reads half of it. */
export async function writePointer(directory: string, pointer: Pointer): Promise<void> {
  const draft = `${pointerPath(directory)}.${randomUUID()}`;
  const home = pointer.home === directory ? "." : pointer.home;
  const { port, server, guard, owner } = pointer;
  await writeDurably(draft, `${JSON.stringify({ home, port, server, guard, owner })}\n`);
  await rename(draft, pointerPath(directory));
}

function pointerPath(directory: string): string {
  return join(directory, "server.json");
}

function toPointer(value: unknown): Pointer | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const home = fields.get("home");
  const port = fields.get("port");
  const server = toProcessIdentity(fields.get("server"));
  const guard = toProcessIdentity(fields.get("guard"));
  const owner = toProcessIdentity(fields.get("owner"));
  if (typeof home !== "string" || typeof port !== "number") return undefined;
  return server && guard && owner ? { home, port, server, guard, owner } : undefined;
}

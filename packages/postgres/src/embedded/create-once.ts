import { randomUUID } from "node:crypto";
import { link, rm } from "node:fs/promises";

import { writeDurably } from "./write-durably.ts";

/** Creates a private file with its whole content at once; false if there was one already. */
export async function createOnce(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeDurably(draft, text);
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

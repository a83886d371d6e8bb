import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { canonicalJson } from "@holdfast/cqrs";

import { BackupRefused } from "./backup-refused.ts";
import { isManifest, isObject } from "./is-manifest.ts";
import type { Manifest } from "./manifest.ts";

/** The name of the file; written last, so that a directory without it is no backup. */
export const MANIFEST_FILE = "manifest.json";

/** The present format of backups. */
export const FORMAT = 1;

/** The text of the file: the manifest, and the SHA-256 of its canonical JSON (RFC 8785). */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, checksum: checksumOf(manifest) }, undefined, 2)}\n`;
}

/** Reads and checks the manifest of a backup. Throws `BackupRefused`. */
export async function readManifest(directory: string): Promise<Manifest> {
  const read = parsed(await textOf(directory));
  if (!isObject(read)) throw new BackupRefused("manifest_changed", "the manifest is no JSON");
  const { checksum, ...manifest } = read;
  const { format } = manifest;
  // First: a later format may have another checksum.
  if (typeof format === "number" && format > FORMAT) {
    const detail = `the backup has format ${format}, and this version reads up to ${FORMAT}`;
    throw new BackupRefused("backup_format_unknown", detail);
  }
  if (!isManifest(manifest) || checksum !== checksumOf(manifest)) {
    throw new BackupRefused("manifest_changed", "the manifest is not what its checksum says");
  }
  return manifest;
}

async function textOf(directory: string): Promise<string> {
  try {
    return await readFile(join(directory, MANIFEST_FILE), "utf8");
  } catch (cause) {
    throw new BackupRefused("backup_not_found", `${directory} has no manifest`, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checksumOf(manifest: Manifest): string {
  return createHash("sha256").update(canonicalJson(manifest)).digest("hex");
}

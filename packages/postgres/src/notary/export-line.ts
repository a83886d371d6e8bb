/** A line of an export: an event, of which the stream and its version if it was sealed, or a checkpoint. */
export type ExportLine =
  | { readonly key: string; readonly version: number | undefined }
  | { readonly checkpoint: string };

/** Reads a line; undefined if it is none of an export. */
export function exportLine(bytes: Uint8Array): ExportLine | undefined {
  const value = parsed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  if (!isRecord(value)) return undefined;
  const { checkpoint, tenant, streamId, version } = value;
  if (typeof checkpoint === "string") return { checkpoint };
  if (typeof tenant !== "string" || typeof streamId !== "string") return undefined;
  if (version !== undefined && typeof version !== "number") return undefined;
  // No tenant has a blank in its id.
  return { key: `${tenant} ${streamId}`, version };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

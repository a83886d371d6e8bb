import { stringify } from "yaml";

import type { ExportedItem } from "../../application/export-manifest.ts";

/** A manifest as YAML or JSON, ending in a line break. */
export function manifestText(items: readonly ExportedItem[], format: "yaml" | "json"): string {
  const manifest = { favorites: items };
  return format === "json"
    ? `${JSON.stringify(manifest, undefined, 2)}\n`
    : stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false });
}

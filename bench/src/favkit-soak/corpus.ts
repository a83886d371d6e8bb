import {
  buildBookmark,
  type DesiredItem,
  editSflList,
  emptySflList,
  openSflList,
  type Plist,
  writeBinaryPlist,
  writeBookmark,
} from "@holdfast/favkit/codecs";

import type { Draw } from "./mutation.ts";

/** Files that are right, to be mutated: one list as a binary property list and as XML, and bookmarks. */
export function corpus(draw: Draw): readonly Uint8Array[] {
  const items = Array.from({ length: 1 + draw(6) }, (_, at) => itemAt(at, draw));
  const list = openSflList({ root: emptySflList(), offsetOf: () => 0 });
  const properties = new Map<string, unknown>([
    ["com.apple.LSSharedFileList.ForceTemplateIcons", true],
    ["ratio", draw(100) / 8],
  ]);
  const root = editSflList(list, { items, properties });
  const xml = `<?xml version="1.0"?>\n<plist version="1.0">\n${xmlOf(root)}\n</plist>\n`;
  const bookmarks = items.flatMap(({ made }) => made?.bookmark ?? []);
  return [writeBinaryPlist(root), Buffer.from(xml), ...bookmarks];
}

const PLACES = ["/Users/somebody/Projects", "/", "/Volumes/Disk/ünïcode", "/Applications"];

function itemAt(at: number, draw: Draw): DesiredItem {
  const generation = draw(2) === 0 ? "macos12" : "macos26";
  const path = PLACES[draw(PLACES.length)] ?? "/";
  const target =
    draw(4) === 0 ? { url: "nwnode://domain-AirDrop" } : ({ path, kind: "folder" } as const);
  return {
    uid: undefined,
    name: draw(2) === 0 ? undefined : `Näme ${at}`,
    visibility: draw(2),
    made: {
      uuid: `DEADBEEF-0000-4000-8000-${String(at).padStart(12, "0")}`,
      bookmark: writeBookmark(buildBookmark(target, { generation })),
      special: draw(4) === 0 ? "com.apple.LSSharedFileList.IsHome" : undefined,
    },
  };
}

function xmlOf(node: Plist): string {
  if (node.kind === "array") return `<array>${node.items.map(xmlOf).join("\n")}</array>`;
  if (node.kind !== "dictionary") return scalarXml(node);
  const entries = node.keys.map((key, at) => {
    const value = node.values[at] ?? { kind: "null" };
    return `${xmlOf(key).replaceAll("string>", "key>")}${xmlOf(value)}`;
  });
  return `<dict>${entries.join("\n")}</dict>`;
}

function scalarXml(node: Exclude<Plist, { readonly kind: "array" | "dictionary" }>): string {
  if (node.kind === "uid") return `<dict><key>CF$UID</key><integer>${node.value}</integer></dict>`;
  if (node.kind === "data") return `<data>${Buffer.from(node.value).toString("base64")}</data>`;
  if (node.kind === "boolean") return node.value ? "<true/>" : "<false/>";
  return node.kind === "null" ? "<string/>" : `<${node.kind}>${node.value}</${node.kind}>`;
}

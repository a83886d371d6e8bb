import { isRecord, parseJson } from "./json.ts";
import type { SourceTree } from "./source-tree.ts";

/** What the rules need of a package.json. */
export type Manifest = {
  /** The folder it lies in; "" for the root. */
  readonly folder: string;
  readonly name: string;
  /** Path of the file behind each front door, by subpath: "." → "packages/http/src/index.ts". */
  readonly doors: ReadonlyMap<string, string>;
  readonly runtime: ReadonlySet<string>;
  readonly development: ReadonlySet<string>;
};

const SOURCE = /(?<!\.d)\.ts$/;

/** Every manifest of the tree. One that is not valid JSON is passed over: npm itself stops at it. */
export function manifests(tree: SourceTree): readonly Manifest[] {
  return tree.files.flatMap(({ path, text }) => {
    if (!/(^|\/)package\.json$/.test(path)) return [];
    const folder = path.slice(0, path.lastIndexOf("/") + 1).replace(/\/$/, "");
    return manifest(folder, text);
  });
}

/** The manifest whose folder is the closest above the path. */
export function nearestManifest(all: readonly Manifest[], path: string): Manifest | undefined {
  return all
    .filter(({ folder }) => folder === "" || path.startsWith(`${folder}/`))
    .toSorted((one, other) => other.folder.length - one.folder.length)[0];
}

function manifest(folder: string, text: string): Manifest[] {
  const content = parseJson(text);
  if (!isRecord(content)) return [];
  const { name, exports, dependencies, optionalDependencies, peerDependencies } = content;
  const runtime = [dependencies, optionalDependencies, peerDependencies].flatMap(keys);
  return [
    {
      folder,
      name: typeof name === "string" ? name : "",
      doors: doors(folder, exports),
      runtime: new Set(runtime),
      development: new Set(keys(content["devDependencies"])),
    },
  ];
}

function doors(folder: string, exports: unknown): ReadonlyMap<string, string> {
  const bySubpath = typeof exports === "string" ? { ".": exports } : exports;
  if (!isRecord(bySubpath)) return new Map();
  const entries = Object.entries(bySubpath).flatMap(([subpath, target]): [string, string][] => {
    const file = sourceOf(target);
    return file === undefined ? [] : [[subpath, `${folder}/${file.replace(/^\.\//, "")}`]];
  });
  return new Map(entries);
}

/** With conditions, the door is the TypeScript source among them. */
function sourceOf(target: unknown): string | undefined {
  const targets = isRecord(target) ? Object.values(target) : [target];
  return targets.filter((each) => typeof each === "string").find((each) => SOURCE.test(each));
}

function keys(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

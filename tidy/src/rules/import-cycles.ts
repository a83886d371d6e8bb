import { type Import, importsOf } from "../imports.ts";
import type { Rule, Violation } from "../violation.ts";

type Edge = { readonly to: string; readonly line: number };

/** No cycle between files, types included: what needs each other belongs together or needs a third file. */
export const importCycles: Rule = (tree) => {
  const edges = Map.groupBy(importsOf(tree), ({ from }) => from.path);
  const done = new Set<string>();
  const violations: Violation[] = [];
  const follow = (path: string, trail: readonly string[]) => {
    if (done.has(path)) return;
    for (const { to, line } of (edges.get(path) ?? []).flatMap(edge)) {
      const start = [...trail, path].indexOf(to);
      if (start < 0) follow(to, [...trail, path]);
      else violations.push({ file: path, line, reason: cycle([...trail, path].slice(start)) });
    }
    done.add(path);
  };
  for (const { path } of tree.files) follow(path, []);
  return violations;
};

function edge({ target, line }: Import): readonly Edge[] {
  if (target.kind === "file") return [{ to: target.path, line }];
  if (target.kind === "workspace" && target.path !== undefined) return [{ to: target.path, line }];
  return [];
}

function cycle(paths: readonly string[]): string {
  return paths.length === 1
    ? "imports itself"
    : `closes a cycle: ${[...paths, paths[0]].join(" → ")}`;
}

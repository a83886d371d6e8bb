import { posix } from "node:path";

import { declarationsOf, docOf, exportedNames } from "./declarations.ts";
import type { Manifest } from "./manifests.ts";
import { signaturesOf } from "./signature.ts";
import type { SourceFile, SourceTree } from "./source-tree.ts";

/** Where the pages are, from the root of the repository. */
export const REFERENCE = "docs/reference";

type Entry = {
  readonly name: string;
  readonly kinds: string;
  readonly doc: string;
  readonly signature: string;
  /** Where it is declared. */
  readonly path: string;
};

type Section = { readonly door: string; readonly file: string; readonly entries: readonly Entry[] };

/** The page of a package: a section for each of its doors, an entry for each name that a door hands out. */
export function referencePage(tree: SourceTree, { folder, name, doors }: Manifest): string {
  const sections = [...doors].flatMap(([subpath, path]): Section[] => {
    const file = tree.file(path);
    if (file === undefined) return [];
    const door = posix.join(name, subpath);
    return [{ door, file: path, entries: entriesOf(tree, file) }];
  });
  const anchorOf = anchors();
  anchorOf(name);
  const parts = sections.flatMap((section) => sectionText(section, anchorOf));
  const note = `Written by \`npm run reference\` from the sources; a test fails when the two differ. What it is for, and why: ${linkTo(`${folder}/README.md`)}.`;
  return `${[`# ${name}`, note, ...parts].join("\n\n")}\n`;
}

function entriesOf(tree: SourceTree, door: SourceFile): readonly Entry[] {
  return exportedNames(door)
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((name) => {
      const declarations = declarationsOf(tree, door, name);
      const signatures = signaturesOf(declarations);
      const docs = declarations.map(docOf).filter((doc) => doc !== undefined);
      return {
        name,
        kinds: [...new Set(signatures.map(({ kind }) => kind))].join(" and "),
        doc: docs.join("\n\n"),
        signature: signatures.map(({ text }) => text).join("\n"),
        path: declarations[0]?.file.path ?? door.path,
      };
    });
}

function sectionText({ door, file, entries }: Section, anchorOf: (heading: string) => string) {
  anchorOf(door);
  const links = entries.map(({ name }) => `[${name}](#${anchorOf(name)})`);
  return [
    `## ${door}`,
    `${linkTo(file)}: ${links.join(" · ")}`,
    ...entries.flatMap(({ name, kinds, doc, signature, path }) => [
      `### ${name}`,
      doc,
      `\`\`\`ts\n${signature}\n\`\`\``,
      `${kinds}, ${linkTo(path)}`,
    ]),
  ];
}

function linkTo(path: string): string {
  return `[${path}](${posix.relative(REFERENCE, path)})`;
}

/** The anchors of headings in the order of a page: one that was there before gets a number. */
function anchors(): (heading: string) => string {
  const counts = new Map<string, number>();
  return (heading) => {
    const slug = heading.toLowerCase().replaceAll(/[^\w-]/g, "");
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

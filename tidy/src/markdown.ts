/** A fenced block of a Markdown text. */
type Fence = {
  /** The first word behind the fence, in lower case: "ts". */
  readonly language: string;
  /** What stands behind the language: "services/a/src/main.ts". Empty if nothing does. */
  readonly title: string;
  /** The line of its first line of code, counted from one. */
  readonly line: number;
  readonly code: string;
};

/** A text taken apart: its fenced blocks, and its lines with code blanked out. */
export type Markdown = { readonly fences: readonly Fence[]; readonly prose: readonly string[] };

const OPENING = /^(?<indent> *)(?<mark>`{3,}|~{3,})\s*(?<language>[^\s`]*)(?<title>[^`]*)$/;

/** Reads Markdown as far as links, headings and code blocks need it. */
export function readMarkdown(text: string): Markdown {
  const fences: Fence[] = [];
  const prose: string[] = [];
  const lines = text.split("\n");
  while (prose.length < lines.length) {
    const start = prose.length;
    const line = lines[start] ?? "";
    const opening = OPENING.exec(line)?.groups;
    if (opening === undefined) {
      prose.push(withoutInlineCode(line));
      continue;
    }
    const end = endOf(lines, start, opening["mark"] ?? "");
    const indent = new RegExp(`^ {0,${opening["indent"]?.length ?? 0}}`);
    const code = lines.slice(start + 1, end).map((each) => each.replace(indent, ""));
    fences.push({
      language: (opening["language"] ?? "").toLowerCase(),
      title: (opening["title"] ?? "").trim(),
      line: start + 2,
      code: code.join("\n"),
    });
    prose.push(...lines.slice(start, end + 1).map(() => ""));
  }
  return { fences, prose };
}

/** A fence ends at one of its kind that is at least as long, or with the text. */
function endOf(lines: readonly string[], start: number, mark: string): number {
  const closing = new RegExp(`^ *${mark[0]}{${mark.length},}\\s*$`);
  const length = lines.slice(start + 1).findIndex((line) => closing.test(line));
  return length < 0 ? lines.length - 1 : start + 1 + length;
}

function withoutInlineCode(line: string): string {
  return line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, (code) => " ".repeat(code.length));
}

/** The anchors of a text as code hosts make them: heading words with hyphens, repetitions numbered. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const { prose } = readMarkdown(text);
  const source = text.split("\n");
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  for (const [at, line] of prose.entries()) {
    for (const [, id = ""] of line.matchAll(/<a\s[^>]*?(?:id|name)="([^"]+)"/g)) anchors.add(id);
    // The words of a heading count with their code spans, which the prose leaves out.
    if (!/^#{1,6}\s/.test(line)) continue;
    const slug = slugOf(source[at] ?? "");
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replace(/^#+\s+/, "")
    .replace(/\s+#*\s*$/, "")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}

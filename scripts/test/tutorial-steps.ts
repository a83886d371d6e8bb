/** What a tutorial has its reader do, or see. */
export type TutorialStep = { readonly line: number } & (
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  /** Nothing is said about what some commands print. */
  | { readonly kind: "run"; readonly command: string; readonly prints: string | undefined }
  | { readonly kind: "look"; readonly path: string; readonly excerpt: string }
);

type Fence = { readonly line: number; readonly info: string; readonly text: string };

const FENCE = /^```(?<info>[^\n]+)\n(?<text>.*?)\n```$/gms;

/**
 * Reads a tutorial: a block with a path behind its language is a file to write, or an excerpt of one if it is Markdown;
 * each line of a `sh` block is a command, and the `text` block that comes next is what the last one prints.
 */
export function tutorialSteps(markdown: string): readonly TutorialStep[] {
  const fences = [...markdown.matchAll(FENCE)].map(({ index, groups = {} }) => ({
    line: markdown.slice(0, index).split("\n").length,
    info: groups["info"] ?? "",
    text: groups["text"] ?? "",
  }));
  return fences.flatMap((fence, at) => stepsOf(fence, fences[at + 1]));
}

function stepsOf({ line, info, text }: Fence, next: Fence | undefined): readonly TutorialStep[] {
  const [language = "", path] = info.split(" ");
  if (path !== undefined && language === "md") return [{ line, kind: "look", path, excerpt: text }];
  if (path !== undefined) return [{ line, kind: "write", path, text: `${text}\n` }];
  if (language !== "sh") return [];
  const commands = text.split("\n");
  return commands.map((command, at) => {
    const isLast = at === commands.length - 1;
    const prints = isLast && next?.info === "text" ? next.text : undefined;
    return { line: line + 1 + at, kind: "run", command, prints };
  });
}

/** Whether something looks like what the tutorial shows, where `…` stands for whatever differs within a line. */
export function looksLike(shown: string): RegExp {
  const parts = shown.split("…").map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join(".*")}$`);
}

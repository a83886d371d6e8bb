import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { testDatabase } from "@holdfast/postgres/testing";
import { describe, expect, it } from "vitest";

import { ROOT } from "../src/repository.ts";
import { type TutorialReader, tutorialReader } from "./tutorial-reader.ts";
import { looksLike, type TutorialStep, tutorialSteps } from "./tutorial-steps.ts";

const TUTORIALS = "docs/tutorial";
/** A compiler, a linter, a test runner and five programs with a database, one after the other. */
const READING_MS_MAX = 240_000;
const names = (await readdir(join(ROOT, TUTORIALS))).filter((name) => name.endsWith(".md"));

/** Does one step: what the tutorial shows of it, and what its reader sees. */
async function follow(step: TutorialStep, reader: TutorialReader) {
  switch (step.kind) {
    case "write":
      await reader.write(step.path, step.text);
      return { shows: /^/, sees: "" };
    case "run": {
      const sees = await reader.run(step.command);
      return { shows: step.prints === undefined ? /^/ : looksLike(step.prints), sees };
    }
    case "look":
      return { shows: step.excerpt, sees: await reader.read(step.path) };
    default:
      return step satisfies never;
  }
}

describe.each(names)("the tutorial %s", (name) => {
  it("names above each block the file that it becomes", async () => {
    const text = await readFile(join(ROOT, TUTORIALS, name), "utf8");
    const paths = [...text.matchAll(/^```(?!md )\w+ (?<path>\S+)$/gm)].map(
      ({ groups = {} }) => groups["path"],
    );
    expect(paths.filter((path) => !text.includes(`\`${path}\`\n\n\`\`\``))).toEqual([]);
  });

  it(
    "says what its reader sees",
    async () => {
      const text = await readFile(join(ROOT, TUTORIALS, name), "utf8");
      await using database = await testDatabase({ service: "library", schema: "library" });
      await using reader = await tutorialReader({
        DATABASE_URL: database.url,
        DATABASE_ADMIN_URL: database.adminUrl,
        DATABASE_SYSTEM_URL: database.systemUrl,
      });
      for (const step of tutorialSteps(text)) {
        const { shows, sees } = await follow(step, reader);
        expect(sees, `${TUTORIALS}/${name}:${step.line}`).toMatch(shows);
      }
    },
    READING_MS_MAX,
  );
});

describe("the steps of a tutorial", () => {
  it("are its files, its commands with what they print, and its excerpts", () => {
    const text = [
      "# T\n\n`a/b.ts`\n\n```ts a/b.ts\nf();\n```\n\n```sh\nmkdir -p c\nnpx node a/b.ts\n```\n",
      "Words.\n\n```text\n1\n2\n```\n\n```md docs/d.md\n## E\n```\n\n```ts\nread();\n```\n",
    ].join("\n");
    expect(tutorialSteps(text)).toEqual<readonly TutorialStep[]>([
      { line: 5, kind: "write", path: "a/b.ts", text: "f();\n" },
      { line: 10, kind: "run", command: "mkdir -p c", prints: undefined },
      { line: 11, kind: "run", command: "npx node a/b.ts", prints: "1\n2" },
      { line: 21, kind: "look", path: "docs/d.md", excerpt: "## E" },
    ]);
  });

  it.each([
    { shown: '{"id":…,"a":1}', printed: '{"id":7,"a":1}', isLike: true },
    { shown: '{"id":…,"a":1}', printed: '{"id":7,"a":12}', isLike: false },
    { shown: "a.c", printed: "abc", isLike: false },
    { shown: "a…", printed: "a\nb", isLike: false },
  ])("let $printed pass for $shown: $isLike", ({ shown, printed, isLike }) => {
    expect(looksLike(shown).test(printed)).toBe(isLike);
  });
});

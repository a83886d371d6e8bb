import { expect, it } from "vitest";

import { rules } from "./rules.ts";
import { sourceTree } from "./source-tree.ts";
import { withTaughtFiles } from "./taught-files.ts";
import { asLine } from "./violation.ts";

const tutorial = `
\`\`\`ts services/a/src/domain/b.ts
export const b: any = 1;
\`\`\`

\`\`\`ts services/a/tour/1-look.ts
console.log(1);
\`\`\`

\`\`\`md docs/behaviour/b.md
An excerpt.
\`\`\`

\`\`\`ts title
export const c: any = 1;
\`\`\`
`;

it("files that a tutorial has the reader write are held to the rules, but for the tour", () => {
  const tree = withTaughtFiles(sourceTree({ "docs/tutorial/a.md": tutorial }));
  expect(tree.files.map(({ path }) => path)).toEqual([
    "docs/tutorial/a.md",
    "services/a/src/domain/b.ts",
  ]);
  expect(rules["escape-hatches"]?.(tree).map(asLine)).toEqual([
    expect.stringMatching(/^services\/a\/src\/domain\/b\.ts:1: /),
  ]);
});

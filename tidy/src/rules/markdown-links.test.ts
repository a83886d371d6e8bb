import { plant } from "../plant.ts";
import { markdownLinks } from "./markdown-links.ts";

plant(markdownLinks, {
  found: {
    "links that lead nowhere, in every form": [
      {
        "docs/a.md":
          '# A\n\n[b](b.md) and ![c](../c.png)\n[d]: /docs/d.md\n[e](<e.md> "title")\n[f](f%zz.md)\n',
      },
      "docs/a.md:3: b.md leads nowhere",
      "docs/a.md:3: ../c.png leads nowhere",
      "docs/a.md:4: /docs/d.md leads nowhere",
      "docs/a.md:5: e.md leads nowhere",
      "docs/a.md:6: f%zz.md leads nowhere",
    ],
    "headings that are not there": [
      { "README.md": "# A\n\n[b](#b) [c](docs/c.md#d)\n", "docs/c.md": "```md\n# D\n```\n" },
      "README.md:3: #b: there is no such heading",
      "README.md:3: docs/c.md#d: there is no such heading",
    ],
    "a link to a line of code": [
      { "README.md": "[b](bench/src/b.ts#L3)\n", "bench/src/b.ts": "" },
      "README.md:1: bench/src/b.ts#L3: link to the file, lines move",
    ],
  },
  clean: {
    "files, folders, headings, anchors and addresses elsewhere": {
      "docs/a.md":
        '# The `a` of (A), again\n\n## Twice\n\n## Twice\n\n<a id="here"></a>\n' +
        "[1](#the-a-of-a-again) [2](#twice-1) [3](#here) [4](../docs/) [5](../bench/src/b.ts) [6](/docs/a.md#twice)\n" +
        "[7](https://example.org/x#y) [8](mailto:a@example.org) [9](../README%20too.md) [10](..)\n",
      "bench/src/b.ts": "",
      "README too.md": "",
    },
    "what only looks like a link": {
      "README.md":
        "`[a](nowhere.md)` and ``[a](`nowhere.md`)``\n\n```md\n[a](nowhere.md)\n```\n\n~~~\n```\n[b](nowhere.md)\n~~~\n",
    },
  },
});

import { describe, expect, it } from "vitest";

import { LiveLine } from "./live-line.ts";

function drawn(terminal: { readonly isTTY?: boolean; readonly columns?: number }, text: string) {
  const written: string[] = [];
  const line = new LiveLine({ ...terminal, write: (part) => written.push(part) }, () => text);
  line.start();
  line.stop();
  return written;
}

describe("a live line", () => {
  it("never wraps on a terminal, where it is drawn over itself", () => {
    expect(drawn({ isTTY: true, columns: 10 }, "twelve letters")).toEqual([
      "\r\u001b[2K  twelve ",
      "\n",
    ]);
  });

  it("is whole elsewhere", () => {
    expect(drawn({}, "twelve letters")).toEqual(["  twelve letters\n"]);
  });
});

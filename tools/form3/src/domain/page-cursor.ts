import { BadOptions } from "./bad-options.ts";

/** Where a walk goes on: the next page, the page before it, and the accounts told last. */
export type PageCursor = {
  readonly next: string;
  readonly from: string;
  readonly known: readonly string[];
};

/** A text to keep; opaque to everybody else. */
export function writeCursor({ next, from, known }: PageCursor): string {
  return JSON.stringify([next, from, known]);
}

/** Throws `BadOptions` when the text is no cursor. */
export function readCursor(text: string): PageCursor {
  const [next, from, known] = parsed(text);
  if (typeof next === "string" && typeof from === "string" && isTexts(known)) {
    return { next, from, known };
  }
  throw new BadOptions("cursor: pass what page.cursor held");
}

function parsed(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

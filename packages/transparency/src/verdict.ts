/** What came of a check; the code says which part of it failed. */
export type Verdict<Code extends string> =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: Code };

/** Passed. */
export const PASSED = { ok: true } as const;

/** Not passed. */
export function failed<Code extends string>(
  code: Code,
): { readonly ok: false; readonly code: Code } {
  return { ok: false, code };
}

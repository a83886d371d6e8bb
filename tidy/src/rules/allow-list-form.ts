import { ALLOW_LIST, malformed } from "../allow-list.ts";
import type { Rule } from "../violation.ts";

/** The allow-list is understood to the last entry. */
export const allowListForm: Rule = (tree) => {
  const list = tree.file(ALLOW_LIST);
  return list === undefined ? [] : malformed(list);
};

/** A place between two rows of a list, and the way a page is read from there. */
export type Cursor = {
  /** The row beside it; it is not on the page. */
  readonly id: number;
  readonly towards: "older" | "newer";
};

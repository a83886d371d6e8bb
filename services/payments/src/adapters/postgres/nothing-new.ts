/** The stream that remembers commands which led to no event. */
export const NOTHING_NEW = "nothing-new";

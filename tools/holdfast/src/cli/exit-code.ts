/** What the program ends with. Scripts depend on it: a number never changes its meaning. */
export const EXIT = {
  fine: 0,
  findings: 1,
  usage: 2,
  refused: 3,
  /** Nothing is wrong and it is not there yet: ask again later. */
  underWay: 4,
  /** A mistake of this program: EX_SOFTWARE of sysexits.h. */
  broken: 70,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A hold whose time is over, of whichever tenant. */
export type DueHold = {
  readonly tenant: string;
  readonly id: string;
  readonly expiresAt: string;
};

/** The next holds that are still open though their time is over, the earliest first, after a given one. */
export type FindDueHolds = (asked: {
  readonly after?: DueHold;
  readonly limit: number;
}) => Promise<readonly DueHold[]>;

/** What has a time that is over, of whichever tenant. */
export type Due = {
  readonly tenant: string;
  readonly id: string;
  readonly expiresAt: string;
};

/** The next ones whose end is not told yet though their time is over, the earliest first, after a given one. */
export type FindDue = (asked: {
  readonly after?: Due;
  readonly limit: number;
}) => Promise<readonly Due[]>;

/** What `replay-child.ts` can be asked. */
export type ReplayQuestions = {
  /** Handles the log in batches of 1,000; tells its resident memory in megabytes. */
  replay(log: {
    readonly systemUrl: string;
    readonly part: number;
    readonly whole: number;
  }): Promise<{
    readonly startMb: number;
    readonly peakAtPartMb: number;
    readonly peakMb: number;
    readonly perSecond: number;
  }>;
};

/** What lets time pass; tests put one of their own in its place. */
export type Timers = {
  /** Does `task` every `ms` milliseconds until the function it gives back is called. */
  every(ms: number, task: () => void): () => void;
};

/** The machine's own. */
export const machineTimers: Timers = {
  every(ms, task) {
    const timer = setInterval(task, ms);
    return () => clearInterval(timer);
  },
};

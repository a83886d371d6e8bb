/** What waiting looks like to a person. */
export type Progress = {
  /** So many accounts are there by now. */
  count(accounts: number): void;
  /** Something else that is worth a line. */
  note(text: string): void;
  end(): void;
};

const FIRST_AFTER_MS = 1000;

/** Says every second how far it is, once a second has gone by. */
export function startProgress(write: (line: string) => void): Progress {
  let counted = 0;
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    const far = counted > 0 ? `${counted} accounts so far` : "waiting for the bank";
    write(`form3: ${far}, ${seconds} s`);
  }, FIRST_AFTER_MS);
  return {
    count: (accounts) => {
      counted = accounts;
    },
    note: (text) => write(`form3: ${text}`),
    end: () => clearInterval(timer),
  };
}

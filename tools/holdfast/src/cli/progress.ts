/** What waiting looks like to a person. */
export type Progress = {
  /** What is being done, and how far it is. */
  tell(text: string): void;
  end(): void;
};

const FIRST_AFTER_MS = 1_000;

/** Says every second what is being done, once a second has gone by. */
export function startProgress(write: (line: string) => void): Progress {
  let doing = "waiting for the database";
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    write(`holdfast: ${doing}, ${seconds} s`);
  }, FIRST_AFTER_MS);
  return {
    tell: (text) => {
      doing = text;
    },
    end: () => clearInterval(timer),
  };
}

const GRACE_MS = 5000;

/** Ends the process with this code, by force when a run left a connection or a child open behind it. */
export function endSoon(exitCode: number): void {
  process.exitCode = exitCode;
  const force = () => {
    process.stderr.write("something was left open behind the run; ending anyway\n");
    process.exit();
  };
  // Without a reference the timer keeps nothing alive: it only rings when something else does.
  setTimeout(force, GRACE_MS).unref();
}

/** What the command line takes from the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process that concern the program, and where the user keeps configuration. */
export function environment(): Environment {
  const known = Object.entries(process.env).filter(
    ([name]) => name.startsWith("FORM3_") || name === "HOME" || name === "XDG_CONFIG_HOME",
  );
  return Object.fromEntries(known);
}

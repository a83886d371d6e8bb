/** One thing wrong with the environment, as `BadConfiguration` wants it. */
export type Mistake = { readonly variable: string; readonly reason: string };

type Addresses = {
  readonly DATABASE_URL?: string;
  readonly DATABASE_ADMIN_URL?: string;
  readonly DATABASE_SYSTEM_URL?: string;
};

/** What is wrong with addresses of a database that are each right by themselves. */
export function databaseMistakes(config: Addresses): readonly Mistake[] {
  if (config.DATABASE_URL !== undefined) return [];
  const reason = "is set without DATABASE_URL; set both, or neither for the embedded server";
  return (["DATABASE_ADMIN_URL", "DATABASE_SYSTEM_URL"] as const)
    .filter((variable) => config[variable] !== undefined)
    .map((variable) => ({ variable, reason }));
}

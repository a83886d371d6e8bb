/** A request, however it came here. */
export type BankRequest = {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** A header that may be there once. */
export function headerOf({ headers }: BankRequest, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

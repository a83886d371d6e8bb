/** "EUR 5.01": an amount of cents as one reads it. */
export function euros(cents: bigint): string {
  const size = cents < 0n ? -cents : cents;
  const text = `${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
  return `EUR ${cents < 0n ? "-" : ""}${text}`;
}

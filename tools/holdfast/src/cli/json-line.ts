/** An object for programs, on one line; bigints are decimal texts. */
export function jsonLine(value: object): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "bigint" ? member.toString() : member,
  );
}

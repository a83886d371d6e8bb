/** An object for programs, on one line; bigints are decimal texts. */
export function jsonLine(value: object): string {
  const text = JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "bigint" ? member.toString() : member,
  );
  return unobeyed(text);
}

/** What a terminal may obey and JSON lets pass: controls of eight bits, and marks that turn the direction of a text. */
const OBEYED = /[\u007f-\u009f\u2028\u2029\p{Cf}]/gu;

/** The same JSON, written so that no terminal obeys it. */
export function unobeyed(json: string): string {
  return json.replaceAll(OBEYED, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

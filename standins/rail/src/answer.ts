/** What the rail says; a body always is JSON, but for that of a broken front proxy. */
export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A value as the body of an answer. */
export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) };
}

/** A refusal: a code for programs, a sentence for people. */
export function refusal(status: number, code: string, message: string): Answer {
  return jsonAnswer(status, { code, message });
}

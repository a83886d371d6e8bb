/** What the bank says; a body always is JSON, but for that of a broken front proxy. */
export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A value as the body of an answer. */
export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) };
}

/** A refusal in the shape of the account API. */
export function refusal(status: number, message: string): Answer {
  return jsonAnswer(status, { error_message: message });
}

/** An answer without a body. */
export function emptyAnswer(status: number): Answer {
  return { status, body: "" };
}

/** What nobody serves: the shape of the gateway in front of the API. */
export const PAGE_NOT_FOUND: Answer = jsonAnswer(404, {
  code: "PAGE_NOT_FOUND",
  message: "Page not found",
});

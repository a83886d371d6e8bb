/** An answer before it is compressed and sent. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** An answer with that JSON text as its body. */
export function jsonAnswer(body: string, status = 200): Answer {
  return { status, headers: { "Content-Type": "application/json; charset=utf-8" }, body };
}

/** What the API says of parameters it cannot read. */
export function badRequest(mistakes: ReadonlyMap<string, string>): Answer {
  return jsonAnswer(JSON.stringify({ code: 400, errors: Object.fromEntries(mistakes) }), 400);
}

/** A status without a body. */
export function emptyAnswer(status: number, headers: Answer["headers"] = {}): Answer {
  return { status, headers, body: "" };
}

/** A page of the web server in front of the API: it speaks HTML and knows nothing of levels. */
export function proxyAnswer(status: number, headers: Answer["headers"] = {}): Answer {
  const title = `${status} ${REASONS[status] ?? "Error"}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: { "Content-Type": "text/html", ...headers }, body };
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

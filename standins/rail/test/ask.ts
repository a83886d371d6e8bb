/** An answer, its body parsed where it is JSON. */
export type Asked = { readonly status: number; readonly body: unknown };

/** Asks a rail over HTTP. */
export async function ask(
  url: string,
  method: string,
  ...[path, body]: readonly [string, (object | string)?]
): Promise<Asked> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json";
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

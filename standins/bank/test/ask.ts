/** An answer, its body parsed where it is JSON. */
export type Asked = { readonly status: number; readonly body: unknown };

export const ID = "ad27e265-9605-4b4b-a0e5-3003ea9cc4dc";
export const ORGANISATION = "eb0bd6f5-c3f5-44b2-b677-acd23cdde73c";

/** A UUID that is told by its number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${`${number}`.padStart(12, "0")}`;
}

/** The body of a create request. */
export function account(id: string, attributes: object = {}): object {
  return {
    data: {
      id,
      organisation_id: ORGANISATION,
      type: "accounts",
      attributes: { country: "GB", name: ["Ada"], ...attributes },
    },
  };
}

/** Asks a bank over HTTP. */
export async function ask(
  url: string,
  method: string,
  ...[path, body, headers]: readonly [string, (object | string)?, Record<string, string>?]
): Promise<Asked> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(headers === undefined ? {} : { headers }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json";
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

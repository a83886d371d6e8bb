import type { Answer } from "./start-delegator.ts";

type Asked = { get(path: string): Promise<Answer> };
type Body = { readonly data: readonly unknown[] };

function isBody(value: unknown): value is Body {
  return (
    typeof value === "object" && value !== null && "data" in value && Array.isArray(value.data)
  );
}

/** The rows of a page; a RangeError when the answer is none. */
export function dataOf({ status, text }: Answer): readonly unknown[] {
  const body: unknown = JSON.parse(text);
  if (status !== 200 || !isBody(body)) throw new RangeError(`status ${status}: ${text}`);
  return body.data;
}

/** Where a relation of the Link header leads. */
export function linked({ headers }: Answer, relation: string): string | undefined {
  return new RegExp(`<([^>]+)>; rel="${relation}"`).exec(headers["link"] ?? "")?.[1];
}

type Course = {
  readonly relation?: "next" | "prev";
  /** What happens before each page but the first. */
  readonly meanwhile?: () => Promise<void>;
};

/** The pages met when following a relation from `path` on. */
export async function walk(
  service: Asked,
  path: string,
  { relation = "next", meanwhile }: Course = {},
): Promise<readonly Answer[]> {
  const pages: Answer[] = [];
  for (let at: string | undefined = path; at !== undefined;) {
    if (pages.length > 0) await meanwhile?.();
    const page = await service.get(at);
    pages.push(page);
    at = linked(page, relation);
  }
  return pages;
}

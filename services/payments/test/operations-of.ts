import { callerOf } from "./start-payments.ts";

/** What the document says of a route. */
type Operation = {
  readonly "x-permissions": readonly string[];
  readonly summary?: string;
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
};

/** Every route of a service, `get /v1/accounts/{id}`, as its document has it. */
export async function operationsOf(url: string): Promise<ReadonlyMap<string, Operation>> {
  const { json } = await callerOf(url, "", "").get("/openapi.json");
  const paths = Object.entries<Record<string, Operation>>(json.paths);
  return new Map(
    paths.flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== "head")
        .map(([method, operation]) => [`${method} ${path}`, operation] as const),
    ),
  );
}

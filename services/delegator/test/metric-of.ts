import type { Delegator } from "./start-delegator.ts";

/** The value of a metric without labels of its own. */
export async function metricOf(server: Delegator, name: string): Promise<number> {
  const { text } = await server.get("/metrics");
  return Number(new RegExp(`^${name}\\{.*\\} (\\d+)$`, "m").exec(text)?.[1]);
}

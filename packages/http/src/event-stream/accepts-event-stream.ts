/** Whether a client asks for a stream of events: it says so in `Accept`, as browsers do. */
export function acceptsEventStream({
  headers,
}: {
  readonly headers: { readonly accept?: string | undefined };
}): boolean {
  return headers.accept?.toLowerCase().includes("text/event-stream") === true;
}

import type { AnswerBody, Fetch } from "../application/fetch.ts";
import type { Transport } from "../application/transport.ts";
import { UnreadableAnswer } from "../domain/read-account.ts";

/** Made of the bytes and the address by whoever sends them. */
const LEFT_TO_FETCH = new Set(["host", "content-length"]);

/** Sends requests by `fetch`. Answers of more than so many bytes are `UnreadableAnswer`. */
export function fetchTransport(fetch: Fetch, bytesMax: number): Transport {
  return async ({ method, url, headers, body }, signal) => {
    const response = await fetch(url.href, {
      method,
      headers: Object.fromEntries(
        Object.entries(headers).filter(([name]) => !LEFT_TO_FETCH.has(name)),
      ),
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      signal,
      redirect: "manual",
    });
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: await readText(response.body, { bytesMax, signal }),
    };
  };
}

type Reading = { readonly bytesMax: number; readonly signal: AbortSignal };

async function readText(body: AnswerBody | null, { bytesMax, signal }: Reading): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const cancel = () => {
    // A stream that broke already rejects; nobody is left to care.
    reader.cancel(signal.reason).catch(() => undefined);
  };
  signal.addEventListener("abort", cancel, { once: true });
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      // A cancelled stream ends as one that is complete.
      signal.throwIfAborted();
      if (done) return text + decoder.decode();
      bytes += value?.length ?? 0;
      if (bytes > bytesMax) throw new UnreadableAnswer(`it is larger than ${bytesMax} bytes`);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    cancel();
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

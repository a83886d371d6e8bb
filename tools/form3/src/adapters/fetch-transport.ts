import type { AnswerBody, Fetch } from "../application/fetch.ts";
import type { Transport } from "../application/transport.ts";
import { Fault } from "../domain/fault.ts";

/** Sends requests by `fetch`. Answers of more than so many bytes are a `Fault`. */
export function fetchTransport(fetch: Fetch, bytesMax: number): Transport {
  return async ({ method, url, headers, body }, signal) => {
    // Host and length are for `fetch` to make, of the address and the bytes.
    const { host: _host, "content-length": _length, ...sent } = headers;
    const {
      status,
      headers: received,
      body: answered,
    } = await fetch(url.href, {
      method,
      headers: sent,
      ...(body && { body }),
      signal,
      redirect: "manual",
    });
    return {
      status,
      header: (name) => received.get(name) ?? undefined,
      body: answered === null ? "" : await readText(answered, bytesMax, signal),
    };
  };
}

async function readText(body: AnswerBody, bytesMax: number, signal: AbortSignal): Promise<string> {
  const reader = body.getReader();
  // A stream that broke already rejects; nobody is left to care.
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel);
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      // A cancelled stream ends as one that is complete.
      signal.throwIfAborted();
      if (done) return text + decoder.decode();
      bytes += value?.length ?? 0;
      if (bytes > bytesMax) throw new Fault(`it is larger than ${bytesMax} bytes`);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    cancel();
    throw error;
  }
}

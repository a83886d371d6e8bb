import type { Dispatcher } from "undici";

type Handler = Dispatcher.DispatchHandler;

/** A handler that passes everything on, and says when the request has a connection and its bytes leave. */
function sentHandler(handler: Handler, onSent: () => void): Handler {
  return {
    onRequestStart: (...start) => {
      onSent();
      handler.onRequestStart?.(...start);
    },
    onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
    onResponseStart: (...start) => handler.onResponseStart?.(...start),
    onResponseData: (...data) => handler.onResponseData?.(...data),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (...error) => handler.onResponseError?.(...error),
  };
}

/** For one request: a pool composed with it calls `onSent` when that request leaves. */
export function tellsWhenSent(onSent: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => dispatch(options, sentHandler(handler, onSent));
}

/**
 * Node's HTTP server. To import it as a module makes Node look at each of its exports, and for `WebSocket` among them it
 * loads an HTTP client: 60 to 100 ms of processor time in every service that starts.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http");

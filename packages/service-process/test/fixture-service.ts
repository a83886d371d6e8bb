import { createServer } from "node:http";

// A service for the tests: listens, answers its pid, and ends in good order.
const server = createServer((_request, response) => response.end(String(process.pid)));
process.once("SIGTERM", () => {
  process.stdout.write("draining\n");
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
if (process.argv.includes("--die")) {
  process.stderr.write("cannot live like this\n");
  process.exit(3);
}
if (!process.argv.includes("--mute")) {
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    process.stdout.write(`{"msg":"listening","url":"http://127.0.0.1:${port}"}\n`);
  });
} else {
  server.listen(0, "127.0.0.1");
}

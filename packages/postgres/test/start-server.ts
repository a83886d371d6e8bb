/** Starts or attaches to the server of a directory, says what it got, and stays until it is ended. */
import { startEmbedded } from "../src/embedded/index.ts";

process.on("SIGINT", () => process.stdout.write("interrupted\n"));
const [directory = "", outside = ""] = process.argv.slice(2);
const options = { directory, durable: false, ...(outside === "" ? {} : { outside }) };
const { adminUrl, home, owned, pid, port } = await startEmbedded(options);
process.stdout.write(`${JSON.stringify({ adminUrl, home, owned, pid, port })}\n`);
setInterval(() => undefined, 60_000);

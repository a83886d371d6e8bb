import { Socket } from "node:net";

/** The end of a pipe that the owner holds open as long as it lives (see `startServiceProcess`). */
const OWNER_FD = 3;

// Loaded before a service's own code. However the owner ends, SIGKILL included, its end of the pipe closes.
const owner = new Socket({ fd: OWNER_FD, readable: true, writable: false });
owner.once("close", () => process.kill(process.pid, "SIGTERM"));
owner.once("error", () => owner.destroy());
owner.resume();
owner.unref();

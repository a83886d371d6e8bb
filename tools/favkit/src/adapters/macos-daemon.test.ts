import { describe, expect, it } from "vitest";

import { macosDaemon, type Runner, systemRunner } from "./macos-daemon.ts";

const AGENT = "/System/Library/LaunchAgents/com.apple.sharedfilelistd.plist";

/** A system whose programs end with these codes; it writes down what was run. */
function system(exitCodes: Readonly<Record<string, number>> = {}, platform = "darwin") {
  const ran: string[] = [];
  const run: Runner = async (program, words) => {
    ran.push([program, ...words].join(" "));
    const name = program.endsWith("launchctl") ? (words[0] ?? "") : program;
    return { exitCode: exitCodes[name] ?? 0, complaint: "it says no\n" };
  };
  return { ran, daemon: macosDaemon({ run, platform, uid: 501 }) };
}

describe("the daemon of macOS", () => {
  it("is stopped after the Finder, and started before it", async () => {
    const { ran, daemon } = system();
    await daemon.stop();
    await daemon.start();
    expect(ran).toEqual([
      '/usr/bin/osascript -e tell application "Finder" to quit',
      `/bin/launchctl bootout gui/501 ${AGENT}`,
      `/bin/launchctl bootstrap gui/501 ${AGENT}`,
      "/usr/bin/open -a Finder",
    ]);
  });

  it("is restarted by ending it, and so is the Finder", async () => {
    const { ran, daemon } = system();
    await daemon.restart();
    await daemon.refreshFinder();
    expect(ran).toEqual(["/usr/bin/killall sharedfilelistd", "/usr/bin/killall Finder"]);
  });

  it("may be down before it is stopped, and up before it is started", async () => {
    const { ran, daemon } = system({ bootout: 3, bootstrap: 37, "/usr/bin/killall": 1 });
    await daemon.stop();
    await daemon.start();
    await daemon.restart();
    await daemon.refreshFinder();
    expect(ran).toHaveLength(6);
  });

  it("tells which program failed, and how", async () => {
    const { ran, daemon } = system({ bootout: 125 });
    await expect(daemon.stop()).rejects.toMatchObject({
      code: "io_failed",
      message: `/bin/launchctl bootout gui/501 ${AGENT} ended with 125: it says no`,
    });
    expect(ran).toHaveLength(2);
  });

  it("is nowhere else", async () => {
    const { ran, daemon } = system({}, "linux");
    for (const method of ["stop", "start", "restart", "refreshFinder"] as const)
      await expect(daemon[method]()).rejects.toMatchObject({ code: "unsupported" });
    expect(ran).toEqual([]);
  });
});

describe("programs of the system", () => {
  it("run without a shell and tell how they ended", async () => {
    const script = 'process.stderr.write(process.argv[1] ?? ""); process.exit(7)';
    expect(await systemRunner(process.execPath, ["-e", script, "$HOME; *"])).toEqual({
      exitCode: 7,
      complaint: "$HOME; *",
    });
    expect(await systemRunner(process.execPath, ["-e", ""])).toEqual({
      exitCode: 0,
      complaint: "",
    });
  });

  it("that are not there end with -1", async () => {
    const { exitCode, complaint } = await systemRunner("/nowhere/program", []);
    expect([exitCode, complaint.includes("ENOENT")]).toEqual([-1, true]);
  });
});

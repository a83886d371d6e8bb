import { describe, expect, it } from "vitest";

import { readCommandLine, refuseUnknown, wholeNumber } from "./command-line.ts";

describe("readCommandLine", () => {
  it("tells names from options, with the value after a space or an equals sign", () => {
    expect(readCommandLine(["sync", "--rows", "10", "--url=http://a?b=c"])).toEqual({
      names: ["sync"],
      options: { rows: "10", url: "http://a?b=c" },
    });
  });

  it("takes an option without a value as true", () => {
    expect(readCommandLine(["--cold", "--rows=1", "--warm"]).options).toEqual({
      cold: "true",
      rows: "1",
      warm: "true",
    });
  });

  it("never takes a name for the value of a flag", () => {
    expect(readCommandLine(["--quick", "sync"])).toEqual({
      names: ["sync"],
      options: { quick: "true" },
    });
  });

  it("knows the short word for help", () => {
    expect(readCommandLine(["-h"]).options).toEqual({ help: "true" });
  });

  it("refuses what it cannot read", () => {
    expect(() => readCommandLine(["-x"])).toThrow("-x is not an option");
    expect(() => readCommandLine(["--rows=1", "--rows=2"])).toThrow("--rows is given twice");
  });
});

describe("wholeNumber", () => {
  it("reads digits", () => {
    expect(wholeNumber("seeds", "20", 1)).toBe(20);
  });

  it.each(["0", "-1", "1.5", "1e3", "", "9007199254740993"])("refuses %j", (text) => {
    expect(() => wholeNumber("seeds", text, 1)).toThrow(
      "--seeds takes a whole number of 1 or more",
    );
  });
});

describe("refuseUnknown", () => {
  it("names the stranger and the options there are", () => {
    expect(() => refuseUnknown({ rowss: "1" }, ["quick", "rows"])).toThrow(
      "there is no option --rowss here; there is --quick, --rows",
    );
  });

  it("lets known options pass", () => {
    expect(() => refuseUnknown({ rows: "1" }, ["quick", "rows"])).not.toThrow();
  });
});

import { describe, expect, it } from "vitest";

import { exportEncoding, exportTrailer } from "./export-body.ts";

describe("the encoding of an export", () => {
  it.each(["gzip", "br, gzip", "gzip;q=0.5", "GZIP , br", "identity;q=0, gzip; q=1"])(
    "is gzip for %j",
    (header) => {
      expect(exportEncoding(header)).toBe("gzip");
    },
  );

  it.each([undefined, "", "*", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip", "gzipped"])(
    "is none for %j",
    (header) => {
      expect(exportEncoding(header)).toBe("identity");
    },
  );
});

describe("the last line of an export", () => {
  const mark = { rows: 7, head: 9, final: 8, retractions: 0n };

  it("names the state of the history in a CSV", () => {
    expect(exportTrailer("csv", mark)).toBe("# as_of=7 head=9 final=8\n");
  });

  it("is a delegation like all others in an NDJSON", () => {
    expect(exportTrailer("ndjson", mark)).toBe("");
  });
});

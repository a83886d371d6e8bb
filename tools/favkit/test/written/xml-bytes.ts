// Writes XML property lists from the boxes of binary ones.
import { archive, type Instance } from "./archive-bytes.ts";
import type { Box } from "./bplist-bytes.ts";

/** A property list in XML, with UIDs as `plutil` writes them. */
export function xmlFile(list: Instance): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" ` +
      `"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n${xmlOf(archive(list))}\n</plist>\n`,
  );
}

function xmlOf(box: Box): string {
  if ("uid" in box) return `<dict><key>CF$UID</key><integer>${box.uid}</integer></dict>`;
  if ("array" in box) return `<array>${box.array.map(xmlOf).join("\n")}</array>`;
  if ("hex" in box) return xmlOfHex(box.hex);
  const entries = box.pairs.map(
    ([key, value]) => `${xmlOf(key).replaceAll("string>", "key>")}\n\t${xmlOf(value)}`,
  );
  return entries.length === 0 ? "<dict/>" : `<dict>${entries.join("\n")}</dict>`;
}

function xmlOfHex(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  const skip = hex[1] === "f" ? 2 + 2 ** Number(hex[3]) : 1;
  const body = bytes.subarray(skip);
  switch (hex.slice(0, 1)) {
    case "0":
      return hex === "09" ? "<true/>" : "<false/>";
    case "1":
      return `<integer>${BigInt(`0x${hex.slice(2)}`)}</integer>`;
    case "2":
      return `<real>${bytes.readDoubleBE(1)}</real>`;
    case "4":
      return `<data>\n${body.toString("base64")}\n</data>`;
    case "5":
      return `<string>${escaped(body.toString("latin1"))}</string>`;
    default:
      return `<string>${escaped(Buffer.from(body).swap16().toString("utf16le"))}</string>`;
  }
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

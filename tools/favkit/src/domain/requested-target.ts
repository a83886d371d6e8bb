import { pathOf, targetOfUrl } from "./target-of.ts";
import type { Target } from "./target.ts";

/** Why a URL that somebody asks for is not taken. */
export type TargetRefusal = {
  readonly code: "unsupported_scheme" | "control_character" | "no_address";
  readonly text: string;
};

/** A scheme and a colon; one letter before a colon is more likely a Windows drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Whether a text that somebody typed means a URL rather than a path. */
export function isUrl(text: string): boolean {
  return SCHEME.test(text);
}

/** Whether a text holds what must never reach a terminal or a C string: C0, DEL, C1, line separators. */
export function hasControlCharacter(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text);
}

/** The target of a URL that somebody asks for: `file: smb: afp: nfs: ftp: vnc:` and the special ones. */
export function requestedTarget(url: string): Target | TargetRefusal {
  const target = targetOfUrl(url);
  const meant = pathOf(target) ?? (target.kind === "tag" ? target.name : url);
  if (hasControlCharacter(url) || hasControlCharacter(meant)) {
    return { code: "control_character", text: url };
  }
  if (target.kind === "opaque") return { code: "unsupported_scheme", text: url };
  const isNowhere = target.kind === "network" && !/^[a-z]+:\/\/[^/]/i.test(url);
  return isNowhere || meant === "" ? { code: "no_address", text: url } : target;
}

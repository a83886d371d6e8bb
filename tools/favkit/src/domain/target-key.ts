import { comparedPath } from "./path-text.ts";
import { pathOf } from "./target-of.ts";
import type { Target } from "./target.ts";

/**
 * Two targets with the same key lead to the same place. Undefined where that cannot be known: something opaque
 * without a URL is like nothing else.
 */
export function targetKey(target: Target): string | undefined {
  const path = pathOf(target);
  if (path !== undefined) return `path:${comparedPath(path)}`;
  if (target.kind === "tag") return `tag:${target.name.normalize("NFC")}`;
  if (target.kind !== "network" && target.kind !== "opaque") return target.kind;
  return target.url === undefined ? undefined : `url:${comparedUrl(target.url)}`;
}

/** Scheme and host are compared without case, and a slash at the end makes no difference. */
function comparedUrl(url: string): string {
  const [, start = "", rest = url] = /^([a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?)(.*)$/is.exec(url) ?? [];
  return `${start.toLowerCase()}${rest.replace(/\/+$/, "")}`;
}

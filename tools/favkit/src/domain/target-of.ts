import { fileUrlOf, lastPart, normalPath, pathOfFileUrl } from "./path-text.ts";
import type { Target } from "./target.ts";

const RECENTS_PATH =
  "/System/Library/CoreServices/Finder.app/Contents/Resources/MyLibraries/myDocuments.cannedSearch";
const TAG_PREFIX = "x-apple-findertag:";
const NETWORK = /^(smb|afp|nfs|ftp|vnc):/i;

/** The kinds that are one thing and need no more than their name. */
type Fixed = "airdrop" | "computer" | "home" | "icloud" | "remoteDisc" | "shared" | "trash";

/** What is one thing has one URL. IsHome and IsShared are formed like the three that were seen. */
const FIXED_URLS: readonly (readonly [Fixed, string])[] = [
  ["airdrop", "nwnode://domain-AirDrop"],
  ["trash", "x-finder:Trash"],
  ["computer", "com-apple-sfl://com.apple.LSSharedFileList.IsComputer"],
  ["icloud", "com-apple-sfl://com.apple.LSSharedFileList.IsICloudDrive"],
  ["remoteDisc", "com-apple-sfl://com.apple.LSSharedFileList.IsRemoteDisc"],
  ["home", "com-apple-sfl://com.apple.LSSharedFileList.IsHome"],
  ["shared", "com-apple-sfl://com.apple.LSSharedFileList.IsShared"],
];

/** The target of an absolute path. */
export function targetOfPath(path: string, kind: "folder" | "file"): Target {
  const normal = normalPath(path);
  if (normal === "/Applications") return { kind: "applications" };
  if (normal === RECENTS_PATH) return { kind: "recents" };
  return { kind, path: normal };
}

/** The target of any URL; one that is not understood is opaque. */
export function targetOfUrl(url: string): Target {
  const path = pathOfFileUrl(url);
  if (path !== undefined) return targetOfPath(path, path.endsWith("/") ? "folder" : "file");
  const fixed = FIXED_URLS.find(([, each]) => isSameUrl(each, url));
  if (fixed !== undefined) return { kind: fixed[0] };
  if (url.startsWith(TAG_PREFIX)) return { kind: "tag", name: tagOf(url) };
  return NETWORK.test(url) ? { kind: "network", url } : { kind: "opaque", url };
}

/** The path that a target leads to, without a trailing slash. */
export function pathOf(target: Target): string | undefined {
  if (target.kind === "applications") return "/Applications";
  if (target.kind === "recents") return RECENTS_PATH;
  return "path" in target ? target.path : undefined;
}

/** The URL of a target, as the system writes it; undefined when none is known. */
export function urlOf(target: Target): string | undefined {
  const path = pathOf(target);
  if (path !== undefined) return fileUrlOf(path, target.kind === "file" ? "file" : "folder");
  if (target.kind === "tag")
    return `${TAG_PREFIX}${encodeURIComponent(target.name.toWellFormed())}`;
  if ("url" in target) return target.url;
  return FIXED_URLS.find(([kind]) => kind === target.kind)?.[1];
}

const LABELS: Readonly<Partial<Record<Target["kind"], string>>> = {
  airdrop: "AirDrop",
  recents: "Recents",
  shared: "Shared",
  applications: "Applications",
  home: "Home",
  computer: "Computer",
  icloud: "iCloud Drive",
  remoteDisc: "Remote Disc",
  trash: "Trash",
};

/** The name of an item that has none of its own. */
export function defaultLabel(target: Target): string {
  const known = LABELS[target.kind];
  if (target.kind === "tag") return target.name;
  const path = pathOf(target);
  if (path !== undefined && (known === undefined || target.kind === "home")) return lastPart(path);
  return known ?? (target.kind === "network" ? hostOf(target.url) : "");
}

function hostOf(url: string): string {
  return /^[a-z]+:\/*(?:[^/@]*@)?([^/]*)/i.exec(url)?.[1] ?? url;
}

function isSameUrl(one: string, other: string): boolean {
  return one.toLowerCase() === other.replace(/\/$/, "").toLowerCase();
}

function tagOf(url: string): string {
  const text = url.slice(TAG_PREFIX.length);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

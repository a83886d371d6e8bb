const FILE_URL = /^file:\/\/(?:localhost)?(\/.*)$/is;
/** What a path keeps as it is in a URL: RFC 3986 unreserved characters and sub-delimiters, `:`, `@` and `/`. */
const KEPT_IN_URL = /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/;

/** An absolute path without empty parts, `.`, `..` and trailing slashes. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The absolute path that somebody means: `~` and `~/…` are below `home`, anything relative below `cwd`. */
export function absolutePath(
  text: string,
  { cwd, home }: { readonly cwd: string; readonly home: string },
): string {
  if (text === "~" || text.startsWith("~/")) return normalPath(`${home}/${text.slice(1)}`);
  return normalPath(text.startsWith("/") ? text : `${cwd}/${text}`);
}

/**
 * The form in which two paths of the default APFS volume are compared: neither case nor the composition of accents
 * makes a difference. One character folds to one character, so that "ß" stays different from "ss".
 */
export function comparedPath(path: string): string {
  return Array.from(normalPath(path).normalize("NFD"), folded).join("");
}

/** The last part of a path; "/" of the root. */
export function lastPart(path: string): string {
  return path === "/" ? path : path.slice(path.lastIndexOf("/") + 1);
}

/**
 * The decoded path of a `file:` URL, trailing slash included, or undefined for any other URL. `#` and `?` belong to
 * the path: whoever writes file URLs by hand forgets to encode them. A part that is not encoded right is taken
 * literally.
 */
export function pathOfFileUrl(url: string): string | undefined {
  return FILE_URL.exec(url)?.[1]?.split("/").map(decoded).join("/");
}

/** The `file:` URL of an absolute path; that of a folder ends with a slash. */
export function fileUrlOf(path: string, kind: "folder" | "file"): string {
  const encoded = Array.from(path, (char) =>
    KEPT_IN_URL.test(char) ? char : encodeURIComponent(char.toWellFormed()),
  ).join("");
  return `file://${encoded}${kind === "folder" && path !== "/" ? "/" : ""}`;
}

function folded(char: string): string {
  const upper = char.toUpperCase();
  return Array.from(upper).length === 1 ? upper : char;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

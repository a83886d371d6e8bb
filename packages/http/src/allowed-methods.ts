/** Which methods the registered routes answer at a path. */
export type AllowedMethods = {
  add(route: { readonly url: string; readonly methods: readonly string[] }): void;
  /** Methods of all routes that match the path, sorted; empty when none does. */
  at(path: string): readonly string[];
};

/**
 * Remembers the patterns of routes. Fastify's router keeps one tree for each method and cannot say
 * which other methods a path has, so its pattern language is matched here a second time, for
 * answers that would otherwise be 404.
 */
export function allowedMethods(): AllowedMethods {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  return {
    add: ({ url, methods }) => {
      const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      for (const method of methods) route.methods.add(method);
      routes.set(url, route);
    },
    at: (path) => {
      const methods = new Set<string>();
      for (const route of routes.values()) {
        if (!route.pattern.test(path)) continue;
        for (const method of route.methods) methods.add(method);
      }
      return [...methods].sort();
    },
  };
}

/** `::` (a colon), `:name`, `:name(expression)`, a `?` after the last of them, `*`. */
const TOKEN = /::|\/:\w+\?$|:\w+(\([^/]*?\))?(?=[^)]|$)|\*/g;

function patternOf(url: string): RegExp {
  let pattern = "";
  let from = 0;
  for (const match of url.matchAll(TOKEN)) {
    pattern += RegExp.escape(url.slice(from, match.index)) + tokenPattern(match[0], match[1]);
    from = match.index + match[0].length;
  }
  return new RegExp(`^${pattern}${RegExp.escape(url.slice(from))}$`, "s");
}

function tokenPattern(token: string, expression: string | undefined): string {
  if (token === "::") return ":";
  if (token === "*") return ".*";
  if (token.startsWith("/")) return "(?:/[^/]*)?";
  return expression === undefined ? "[^/]*?" : `(?:${withoutAnchors(expression)})`;
}

/** The router tests an expression against the parameter alone, so anchors in it mean its two ends. */
function withoutAnchors(expression: string): string {
  return expression.slice(1, -1).replace(/^\^/, "").replace(/\$$/, "");
}

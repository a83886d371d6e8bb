import { FavkitError } from "../../domain/favkit-error.ts";
import type { OpenLibrary } from "./shared-file-list.ts";

/** They live in the cache of the dynamic loader: there is no file to look at. */
const CORE_SERVICES = "/System/Library/Frameworks/CoreServices.framework/CoreServices";
const CORE_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";

/**
 * Opens the system's libraries by koffi, or one that stands in for them. Throws `unsupported` where koffi, which is an
 * optional dependency, or the library is missing.
 */
export async function openLibrary(path?: string): Promise<OpenLibrary> {
  const koffi = await import("koffi").catch((cause: unknown) => {
    const message =
      "the API needs the package koffi, which is not installed: npm install koffi, or use --backend file";
    throw new FavkitError("unsupported", message, { cause });
  });
  const paths = path === undefined ? [CORE_SERVICES, CORE_FOUNDATION] : [path];
  const libraries = paths.map((each) => attempt(each, () => koffi.load(each)));
  const first = <T>(name: string, find: (library: (typeof libraries)[number]) => T): T =>
    attempt(name, () => {
      const [nearest, ...others] = libraries;
      if (nearest === undefined) throw new RangeError("no library is open");
      try {
        return find(nearest);
      } catch (error) {
        const [other] = others;
        if (other === undefined) throw error;
        return find(other);
      }
    });
  return {
    load(name, result, parameters) {
      const types = parameters.map((each) =>
        typeof each === "string" ? each : koffi.out(koffi.pointer(each.out)),
      );
      return first(name, (library) => library.func(name, result, types));
    },
    constant: (name) =>
      first(name, (library) => {
        const value: unknown = koffi.decode(library.symbol(name), "void *");
        return typeof value === "bigint" ? value : null;
      }),
  };
}

function attempt<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new FavkitError("unsupported", `${name} cannot be loaded: the API is not there`, {
      cause,
    });
  }
}

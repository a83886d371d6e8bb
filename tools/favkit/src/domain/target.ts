/**
 * What an item of a list leads to. Paths are absolute, decoded, without a trailing slash (but `/` itself).
 * Source of the special ones: the URLs and `SpecialItemIdentifier` values found in files of macOS 12 and 26.
 */
export type Target =
  | { readonly kind: "airdrop" }
  | { readonly kind: "recents" }
  | { readonly kind: "shared" }
  | { readonly kind: "applications" }
  | { readonly kind: "home"; readonly path?: string }
  | { readonly kind: "computer" }
  | { readonly kind: "icloud" }
  | { readonly kind: "remoteDisc" }
  | { readonly kind: "trash" }
  | { readonly kind: "tag"; readonly name: string }
  | { readonly kind: "volume"; readonly path: string; readonly uuid?: string }
  | { readonly kind: "network"; readonly url: string }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "file"; readonly path: string }
  /** Not understood or not resolvable: the URL when one is known; the bytes stay in the item's `raw`. */
  | { readonly kind: "opaque"; readonly url?: string };

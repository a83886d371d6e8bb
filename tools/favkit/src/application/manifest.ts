/** The list that somebody wants, as the file says it. */
export type Manifest = {
  /** The name of the file, for messages. */
  readonly source: string;
  readonly items: readonly ManifestItem[];
};

/** One wanted item: a path or URL, or an item that is there already by its uuid. */
export type ManifestItem = {
  readonly place: { readonly text: string } | { readonly uuid: string };
  /** Undefined leaves the name as it is. */
  readonly name?: string;
  readonly isHidden: boolean;
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly column: number;
};

/** The words that stand for items without a path, in manifests, with what they mean. */
export const MANIFEST_WORDS: Readonly<Record<string, string>> = {
  airdrop: "nwnode://domain-AirDrop",
  recents:
    "file:///System/Library/CoreServices/Finder.app/Contents/Resources/MyLibraries/myDocuments.cannedSearch/",
  applications: "file:///Applications/",
  trash: "x-finder:Trash",
  computer: "com-apple-sfl://com.apple.LSSharedFileList.IsComputer",
  icloud: "com-apple-sfl://com.apple.LSSharedFileList.IsICloudDrive",
};

/** The lists that the system keeps, by the names they have here, with the names of their files without suffix. */
export const LIST_FILES = {
  favorites: "com.apple.LSSharedFileList.FavoriteItems",
  volumes: "com.apple.LSSharedFileList.FavoriteVolumes",
  servers: "com.apple.LSSharedFileList.FavoriteServers",
  tags: "com.apple.LSSharedFileList.ProjectsItems",
  icloud: "com.apple.LSSharedFileList.iCloudItems",
  top: "com.apple.LSSharedFileList.TopSidebarSection",
  "recent-applications": "com.apple.LSSharedFileList.RecentApplications",
  "recent-documents": "com.apple.LSSharedFileList.RecentDocuments",
  "recent-servers": "com.apple.LSSharedFileList.RecentServers",
  "recent-hosts": "com.apple.LSSharedFileList.RecentHosts",
} as const;

/** The name of a list. */
export type ListName = keyof typeof LIST_FILES;

/** Whether a text is the name of a list. */
export function isListName(text: string): text is ListName {
  return Object.hasOwn(LIST_FILES, text);
}

/** The list that a file holds, by its name; undefined of one that is called otherwise. */
export function listOfFile(path: string): ListName | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.sfl[0-9]*$/, "");
  return Object.keys(LIST_FILES)
    .filter(isListName)
    .find((list) => LIST_FILES[list] === name);
}

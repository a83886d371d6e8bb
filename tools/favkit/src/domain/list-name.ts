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

/** In the order in which they are shown; the names stand in the address. */
export const directoryTabs = ["users", "groups", "events", "tokens", "settings"] as const;
export type DirectoryTab = (typeof directoryTabs)[number];

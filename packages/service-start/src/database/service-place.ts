/** Whose database it is. */
export type ServicePlace = {
  /** Its roles carry this name. */
  readonly service: string;
  readonly schema: string;
  /** Folder of the service's own migrations. */
  readonly migrations: URL;
  /** Where the keys of people are whose data the log holds sealed, if it does. */
  readonly keysSchema?: string;
};

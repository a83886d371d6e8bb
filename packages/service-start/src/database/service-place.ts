/** Whose database it is. */
export type ServicePlace = {
  /** Its roles carry this name. */
  readonly service: string;
  readonly schema: string;
  /** Folder of the service's own migrations. */
  readonly migrations: URL;
};

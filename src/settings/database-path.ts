/** The file of a `sqlite://PATH` address (what follows a `?` is for other programs), or none when it is not one. */
export const databasePath = (dsn: string): string | undefined =>
  /^sqlite:(?:\/\/)?([^?]+)/.exec(dsn)?.[1]

/** What nobody has counted yet: English and code are about four bytes to a token. */
export const BYTES_PER_TOKEN = 4

/** Worth of a token that is read from a cache, in waiting: a thousand of them are worth two seconds. */
export const WORTH_MS_PER_TOKEN = 2

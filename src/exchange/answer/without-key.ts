import type { Grant } from '../attempt-context.ts'

/** Some upstreams quote the key that they refuse: the account's is told to no client, in no error and in no header. */
export const withoutKey = ({ secret }: Pick<Grant, 'secret'>, text: string): string =>
  secret.length < SHORTEST_KEY ? text : text.replaceAll(secret, '[key]')

/** Upstreams that ask for no key are given a word (`none`, `ollama`), which stands in other places as well. */
const SHORTEST_KEY = 8

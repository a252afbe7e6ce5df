/**
 * What a table of ours says of somebody else's word. `constructor` and its like are members of every object, and of no
 * table: asked for by such a name, a table has nothing to say.
 */
export const entryOf = <Value>(
  table: Readonly<Record<string, Value>>,
  word: string,
): Value | undefined => (Object.hasOwn(table, word) ? table[word] : undefined)

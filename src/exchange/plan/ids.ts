import type { Random } from '../../actor/random.ts'
import type { Ids } from '../../protocol/codec.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const length = 24

/** Ids that no other exchange has: 24 letters and digits after the prefix, as the vendors' own are. */
export const openIds = (random: Random): Ids => ({
  next: (prefix) => {
    let id = prefix
    for (let at = 0; at < length; at += 1)
      id += alphabet[Math.floor(random.next() * alphabet.length)] ?? ''
    return id
  },
})

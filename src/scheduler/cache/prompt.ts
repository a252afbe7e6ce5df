import type { Prefixes } from '../../ir/prefix.ts'

/** A prompt on its way: what upstreams cache of it is for one user, one channel and one model. */
export type Prompt = {
  readonly channel: string
  readonly model: string
  readonly prefixes: Prefixes
  /** Of its beginnings, one each: whose they are is in them. Written once, since they are looked up again and again. */
  readonly keys: readonly string[]
}

type Written = Omit<Prompt, 'keys'> & { readonly user: string }

export const openPrompt = ({ user, channel, model, prefixes }: Written): Prompt => {
  const scope = `${user}\n${model}\n`
  return { channel, model, prefixes, keys: prefixes.list.map(({ mark }) => scope + mark) }
}

import { isObject, parseText } from '../../protocol/json.ts'
import type { Seal } from '../front.ts'

/** What an upload goes on with. It is told to its client sealed: whoever has it goes on as that user, at that account. */
export type UploadSession = {
  /** The upstream's own address of it. */
  readonly address: string
  /** `channel/credential`. */
  readonly account: string
  readonly user: string
  /** The label of the key that began it. */
  readonly key: string
}

const about = 'upload'

export const sealSession = (seal: Seal, session: UploadSession): Promise<string> =>
  seal.seal(JSON.stringify(session), about)

/** Undefined when it was not sealed here. */
export const openSession = async (
  seal: Seal,
  sealed: string,
): Promise<UploadSession | undefined> => {
  const opened = await seal.open(sealed, about)
  const content = opened === undefined ? undefined : parseText(opened)
  if (!isObject(content)) return undefined
  const { address, account, user, key } = content
  return typeof address === 'string' &&
    typeof account === 'string' &&
    typeof user === 'string' &&
    typeof key === 'string'
    ? { address, account, user, key }
    : undefined
}

/**
 * Where the client reaches us, as far as it can be known: a proxy before us says by which scheme and name it was asked
 * itself. Only the client that says so reads it.
 */
export const originOf = ({ url, headers }: Pick<Request, 'url' | 'headers'>): string => {
  const { protocol, host } = new URL(url)
  const scheme = /^https?$/.exec(headers.get('x-forwarded-proto') ?? '')?.[0]
  const name = /^[\w.-]+(?::\d{1,5})?$/.exec(headers.get('x-forwarded-host') ?? '')?.[0]
  return `${scheme === undefined ? protocol : `${scheme}:`}//${name ?? host}`
}

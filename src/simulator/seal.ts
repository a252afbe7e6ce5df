/** What only one account can have issued: signatures over texts, and contents that come back closed. */
export type Seal = {
  /** A signature of exactly this text. */
  sign(text: string): string
  isSigned(text: string, signature: string): boolean
  /** A content in a form that tells nobody but the account that closed it. */
  close(content: string): string
  /** The content; undefined where another account closed it, or nobody. */
  open(closed: string): string | undefined
}

const macBytes = 32

/** All of it is base64, and all of it depends on the account's key alone: a restart changes nothing. */
export const createSeal = (key: string): Seal => {
  const macOf = (text: string): Buffer => new Bun.CryptoHasher('sha256', key).update(text).digest()
  return {
    sign: (text) => macOf(`signed ${text}`).toString('base64'),
    isSigned: (text, signature) => macOf(`signed ${text}`).toString('base64') === signature,
    close: (content) =>
      Buffer.concat([macOf(`closed ${content}`), Buffer.from(content)]).toString('base64'),
    open: (closed) => {
      const bytes = Buffer.from(closed, 'base64')
      const content = bytes.subarray(macBytes).toString()
      const isOurs =
        bytes.toString('base64') === closed &&
        bytes.subarray(0, macBytes).equals(macOf(`closed ${content}`))
      return isOurs ? content : undefined
    },
  }
}

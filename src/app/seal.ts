import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import type { Seal } from '../server/front.ts'
import type { RandomBytes } from '../settings/index.ts'

export type SealParts = {
  /** The operator's own; when it is empty, a key is made and kept in `file` once one is needed. */
  readonly secret: string
  readonly file: string
  readonly randomBytes: RandomBytes
}

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

export const openSeal = (parts: SealParts): Seal => {
  let key: Promise<Uint8Array> | undefined
  const keyOf = async (): Promise<Uint8Array> => {
    key ??= findKey(parts)
    try {
      return await key
    } catch (error) {
      key = undefined
      throw error
    }
  }
  return {
    seal: async (text, about) => {
      const iv = parts.randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, await keyOf(), iv)
      cipher.setAAD(Buffer.from(about))
      const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString('base64')
    },
    open: async (sealed, about) => {
      const bytes = Buffer.from(sealed, 'base64')
      try {
        // A key that is made now opens nothing, and would stand where the right one is to be brought back to.
        if (!(await hasKey(parts))) return undefined
        const decipher = createDecipheriv(ALGORITHM, await keyOf(), bytes.subarray(0, IV_BYTES))
        decipher.setAAD(Buffer.from(about))
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
        const hidden = bytes.subarray(IV_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}

const hasKey = async ({ secret, file }: SealParts): Promise<boolean> =>
  secret !== '' || (await Bun.file(file).exists())

const findKey = ({ secret, file, randomBytes }: SealParts): Promise<Uint8Array> =>
  secret === '' ? keyIn(file, randomBytes) : stretched(secret)

/** What an operator thinks up may be short: each guess is to cost something. */
const stretched = (secret: string): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    scrypt(secret, 'switchyard', KEY_BYTES, (error, key) =>
      error instanceof Error ? reject(error) : resolve(key),
    )
  })

const keyIn = async (file: string, randomBytes: RandomBytes): Promise<Uint8Array> => {
  if (!(await Bun.file(file).exists())) {
    const made = Buffer.from(randomBytes(KEY_BYTES)).toString('hex')
    await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx', flush: true })
  }
  // A copy or an unpacked backup may have opened it to others.
  await chmod(file, 0o600)
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
  if (key.length !== KEY_BYTES) throw new Error(`${file} holds no key: bring back the right one`)
  return key
}

import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isTable } from './path.ts'

/** SHA-256 in hex, by whose key it is. */
export type Hashes = { readonly client?: string; readonly admin?: string }

/** The hashes of the file, none when it does not exist yet, `undefined` when it holds something else. */
export const readHashes = async (file: string): Promise<Hashes | undefined> => {
  if (!(await Bun.file(file).exists())) return {}
  // A copy or an unpacked backup may have opened it to others.
  await chmod(file, 0o600)
  return parseHashes(await readFile(file, 'utf8'))
}

const parseHashes = (text: string): Hashes | undefined => {
  try {
    const content: unknown = JSON.parse(text)
    if (!isTable(content)) return undefined
    const { client, admin } = content
    if (!isHashOrAbsent(client) || !isHashOrAbsent(admin)) return undefined
    return {
      ...(client === undefined ? {} : { client }),
      ...(admin === undefined ? {} : { admin }),
    }
  } catch {
    return undefined
  }
}

const isHashOrAbsent = (value: unknown): value is string | undefined =>
  value === undefined || (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value))

/** Written beside and moved into place: a crash leaves the old file or the new one, never half of one. */
export const writeHashes = async (file: string, hashes: Hashes): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const written = `${file}.new`
  await writeFile(written, `${JSON.stringify(hashes, undefined, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  await chmod(written, 0o600)
  await rename(written, file)
}

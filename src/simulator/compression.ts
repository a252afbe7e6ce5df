import { constants, createGzip } from 'node:zlib'

/** Compresses a stream so that each piece can be read as soon as it is sent. */
export type Compressor = {
  add(bytes: Uint8Array): Promise<Uint8Array>
  end(): Promise<Uint8Array>
}

export const createCompressor = (): Compressor => {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH })
  const drain = (): Uint8Array => {
    const bytes: unknown = gzip.read()
    return bytes instanceof Uint8Array ? bytes : new Uint8Array()
  }
  return {
    add: (bytes) => new Promise((resolve) => gzip.write(bytes, () => resolve(drain()))),
    end: () => new Promise((resolve) => gzip.end(() => resolve(drain()))),
  }
}

export const accepts = (encodings: string | undefined, encoding: string): boolean =>
  (encodings ?? '')
    .split(',')
    .map((entry) => entry.trim().split(';'))
    .some(([name, quality]) => name === encoding && quality?.replaceAll(' ', '') !== 'q=0')

import { constants, createGzip } from 'node:zlib'

/** Compresses a stream so that each piece can be read as soon as it is sent. */
export type Compressor = {
  add(bytes: Uint8Array): Promise<Uint8Array>
  /** What closes the stream. */
  end(): Promise<Uint8Array>
}

export const createCompressor = (): Compressor => {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH })
  let ready: Uint8Array[] = []
  gzip.on('data', (chunk: Uint8Array) => ready.push(chunk))
  const take = (): Uint8Array => {
    const taken = Buffer.concat(ready)
    ready = []
    return taken
  }
  return {
    add: (bytes) => new Promise((resolve) => gzip.write(bytes, () => resolve(take()))),
    end: () =>
      new Promise((resolve) => {
        gzip.on('end', () => resolve(take()))
        gzip.end()
      }),
  }
}

export const accepts = (encodings: string | undefined, encoding: string): boolean =>
  (encodings ?? '')
    .split(',')
    .map((entry) => entry.trim().split(';'))
    .some(([name, quality]) => name === encoding && quality?.replaceAll(' ', '') !== 'q=0')

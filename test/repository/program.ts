import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dir, '../..')

/** A Switchyard started as a user starts it, listening on a port of its own. */
export type Running = AsyncDisposable & {
  readonly address: string
  /** Asks it to stop and tells its exit code. */
  stop(): Promise<number>
}

/** With the data of its own in `folder`; started from there too, when `isAway` from the project. */
export const startSwitchyard = async (
  command: readonly string[],
  { folder, isAway }: { readonly folder: string; readonly isAway: boolean },
): Promise<Running> => {
  const child = Bun.spawn([...command, '--port', '0'], {
    cwd: isAway ? folder : root,
    env: { ...process.env, DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const stop = (): Promise<number> => {
    child.kill('SIGTERM')
    return child.exited
  }
  return {
    address: await addressIn(child.stdout),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

/** From the line that says where it listens; whatever comes after it is read too, so that the pipe never fills. */
const addressIn = async (output: ReadableStream<Uint8Array>): Promise<string> => {
  const reader = output.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`it ended before it listened: ${text}`)
    text += decoder.decode(value, { stream: true })
    const address = /"address":"([^"]+)"/.exec(text)?.[1]
    if (address === undefined) continue
    void drain(reader)
    return address
  }
}

const drain = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => {
  while (!(await reader.read()).done) continue
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StartOptions } from '../cli/index.ts'
import { startDemo } from '../simulator/demo.ts'

export type DemoHouse = AsyncDisposable & {
  /** What was asked for, and above it the demo's own accounts and folder. */
  readonly options: StartOptions
}

/** Simulated upstreams, and a data folder that is gone when the process is, however it ends. */
export const openDemo = async (asked: StartOptions): Promise<DemoHouse> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchyard-demo-'))
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true })
  process.once('exit', remove)
  const demo = await startDemo(dataDir)
  return {
    options: { ...asked, flags: [...asked.flags, demo.layer] },
    [Symbol.asyncDispose]: () => demo.stop(),
  }
}

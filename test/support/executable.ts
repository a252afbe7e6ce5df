import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import manifest from '../../package.json'
import { type ProcessOptions, root, type Running, startProcess } from './process.ts'

/** `dist/switchyard`, made in a folder of its own. */
export type Executable = AsyncDisposable & {
  /** From a folder that is not the project's, in an environment that finds no program: all it needs is inside it. */
  start(words: readonly string[], options?: ProcessOptions): Running
}

/** By the words of the build script itself. */
export const buildExecutable = async (): Promise<Executable> => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-executable-'))
  const file = join(folder, 'switchyard')
  const [, ...words] = manifest.scripts.build.replace('dist/switchyard', file).split(' ')
  const build = Bun.spawn([process.execPath, ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if ((await build.exited) !== 0) throw new Error('the executable could not be built')
  return {
    start: (given, options = {}) =>
      startProcess([file, ...given], {
        ...options,
        folder,
        environment: { ...options.environment, PATH: '' },
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

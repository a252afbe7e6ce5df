import { join, resolve } from 'node:path'

/**
 * Where the file of a thread is, for `new Worker`. The executable finds its own only by their path from
 * the project's root; for the source that would be a path from wherever the user happens to be.
 */
export const threadEntry = (name: 'account' | 'counter' | 'ledger'): string => {
  const fromRoot = `./workers/${name}.ts`
  return Bun.isStandaloneExecutable ? fromRoot : join(projectRoot, fromRoot)
}

const projectRoot = resolve(import.meta.dir, '../..')

/** Writes all golden files anew: `bun test/golden/write.ts`. What has changed is for a person to read. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { clients } from './parties.ts'
import { scripts, write } from './script.ts'

for (const { protocol } of clients)
  rmSync(resolve(import.meta.dir, protocol), { recursive: true, force: true })
for (const script of scripts) {
  const file = resolve(import.meta.dir, script.path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, await write(script))
}

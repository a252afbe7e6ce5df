/** Writes all golden files anew: `bun test/golden/write.ts`. What has changed is for a person to read. */
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { scripts, write } from './script.ts'

const known = new Set(scripts.map(({ path }) => path))
for (const path of new Bun.Glob('*/*/*.txt').scanSync(import.meta.dir))
  if (!known.has(path)) rmSync(resolve(import.meta.dir, path))
for (const script of scripts)
  await Bun.write(resolve(import.meta.dir, script.path), await write(script))

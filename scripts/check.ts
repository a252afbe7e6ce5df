#!/usr/bin/env bun
/**
 * Format, lint, types, layout: every step runs, whatever the others found, and the exit code is 1
 * when one of them failed. Paths given as arguments narrow the first three.
 *
 * Usage: bun run check [PATHS]
 */
const paths = process.argv.slice(2)

const steps: readonly (readonly [string, ...(readonly string[])])[] = [
  ['format', 'bun', 'fmt', '--no-script', '--check', ...paths],
  [
    'lint',
    'bun',
    'run',
    '--silent',
    'oxlint',
    '--deny-warnings',
    '--report-unused-disable-directives',
    ...paths,
  ],
  ['types', 'bun', 'check', '--no-script', ...paths],
  ['layout', 'bun', 'scripts/check-layout.ts'],
]

const failed: string[] = []
for (const [name, ...command] of steps) {
  console.error(`-- ${name}`)
  const { exitCode } = Bun.spawnSync(command, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (exitCode !== 0) failed.push(name)
}

console.error(failed.length === 0 ? 'check: in order' : `check: failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

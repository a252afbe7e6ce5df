import { join } from 'node:path'
import type { Agent } from './agent.ts'

/** Into a folder, in just the versions that are named, no scripts run but those which put a program in place. */
export const install = async (agents: readonly Agent[], folder: string): Promise<void> => {
  await Bun.write(join(folder, 'package.json'), '{"private":true}')
  const names = new Set(agents.map(({ package: name, version }) => `${name}@${version}`))
  await run(['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...names], folder)
  const scripts = new Set(
    agents.flatMap(({ package: name, postinstall }) =>
      postinstall === undefined ? [] : [join('node_modules', name, postinstall)],
    ),
  )
  for (const script of scripts) await run(['node', script], folder)
}

const run = async (command: readonly string[], cwd: string): Promise<void> => {
  const child = Bun.spawn([...command], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')} failed`)
}

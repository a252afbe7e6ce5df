import type { Command } from 'commander'
import { version } from '../../package.json' with { type: 'json' }

/** `switchyard version`, also as `--version`. */
export const addVersion = (program: Command, print: (text: string) => void) => {
  program.version(version, '-V, --version', 'print the version')
  program
    .command('version')
    .description('print the version')
    .action(() => print(`${version}\n`))
}

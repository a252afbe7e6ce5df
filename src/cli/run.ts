import { Command, CommanderError } from 'commander'
import { addCheckConfig, checkConfig } from './check-config.ts'
import { exitCodes } from './exit-codes.ts'
import { addHealth, health } from './health.ts'
import { addStart, type Start } from './start.ts'
import { processSurroundings, type Surroundings } from './surroundings.ts'
import { addVersion } from './version.ts'

/**
 * Runs the command line (`argv` without the runtime and the script) and tells the exit code: 0 done, 1
 * failed, 2 wrong usage. `start` is given by the one who can build the program.
 */
export const run = async (
  argv: readonly string[],
  { start }: { readonly start: Start },
  surroundings: Surroundings = processSurroundings(),
): Promise<number> => {
  let exitCode: number = exitCodes.done
  const program = newProgram(surroundings)
  addStart(program, async (options) => {
    exitCode = await start(options)
  })
  addCheckConfig(program, async (options) => {
    exitCode = await checkConfig(options, surroundings)
  })
  addHealth(program, async (options) => {
    exitCode = await health(options, surroundings)
  })
  addVersion(program, surroundings.print)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  }
}

const newProgram = ({ print, complain }: Surroundings): Command =>
  new Command('switchyard')
    .description('A self-hosted AI relay: many clients, one address, many accounts.')
    .configureOutput({ writeOut: print, writeErr: complain })
    .showHelpAfterError('(--help tells more)')
    .exitOverride()

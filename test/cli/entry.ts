/** The command line as a process, with a start that only tells what it was asked for. */
import { run } from '../../src/cli/index.ts'

process.exitCode = await run(process.argv.slice(2), {
  start: (options) => {
    process.stdout.write(`${JSON.stringify(options)}\n`)
    return Promise.resolve(options.isDemo ? 3 : 0)
  },
})

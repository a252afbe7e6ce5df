/** A Switchyard with a defect on its main thread: it shows when SIGUSR2 asks for it. */
import { run } from '../../src/cli/index.ts'
import { start } from '../../src/app/start.ts'

const [kind = '', ...words] = process.argv.slice(2)

process.on('SIGUSR2', () => {
  if (kind === 'rejection') void Promise.reject(new Error('a defect of the test'))
  else
    queueMicrotask(() => {
      throw new Error('a defect of the test')
    })
})

process.exit(await run(words, { start }))

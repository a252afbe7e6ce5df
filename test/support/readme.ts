import { join } from 'node:path'
import { root } from './process.ts'

export const readme = await Bun.file(join(root, 'README.md')).text()

/** The `curl` commands of the readme, as they stand there. */
export const curlExamples: readonly string[] = readme.match(/^curl -N (?:.*\\\n)*.*$/gm) ?? []

/** What a shell prints that is given an example, word for word but for the address. */
export const runExample = async (example: string, address: string): Promise<string> => {
  const command = example.replace('http://127.0.0.1:8045', address)
  return Bun.which('curl') === null ? byFetch(command) : byShell(command)
}

const byShell = async (command: string): Promise<string> => {
  const shell = Bun.spawn(['sh', '-c', command], { stdio: ['ignore', 'pipe', 'ignore'] })
  const printed = await new Response(shell.stdout).text()
  if ((await shell.exited) !== 0) throw new Error(`it ended with ${shell.exitCode}: ${command}`)
  return printed
}

/** Where there is no `curl`. */
const byFetch = async (command: string): Promise<string> => {
  const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)]
  const answer = await fetch(/http:[^\s']+/.exec(command)?.[0] ?? '', {
    method: 'POST',
    headers: headers.map(([, name = '', value = '']): [string, string] => [name, value]),
    body: /-d '([^']+)'/.exec(command)?.[1] ?? '',
  })
  return answer.text()
}

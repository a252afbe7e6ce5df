const variable = 'BUN_CONFIG_MAX_HTTP_REQUESTS'

/**
 * Replaces this process by itself with room for 65,535 upstream requests at once, unless the
 * environment already says how many.
 *
 * Bun allows 256 requests in flight in a whole process and reads the variable before any script
 * runs, so setting it here would change nothing: a relay with 257 slow streams would stop relaying.
 * The scripts of `package.json` set it beforehand; the executable has no such place. The process
 * keeps its id, its open descriptors and its environment. Call it before anything else is started.
 *
 * Where a process cannot be replaced (Windows), it goes on with Bun's own limit.
 */
export const raiseFetchCap = (): void => {
  if (process.env[variable] !== undefined || process.execve === undefined) return
  process.execve(process.execPath, [process.execPath, ...ownArguments()], {
    ...process.env,
    [variable]: '65535',
  })
}

/** `argv[1]` of the executable is a path inside itself, which it adds again when it starts. */
const ownArguments = (): readonly string[] =>
  Bun.isStandaloneExecutable
    ? process.argv.slice(2)
    : [...process.execArgv, ...process.argv.slice(1)]

/**
 * What a bridge answers where its SOCKS proxy opens no connection: a status line of HTTP, whose words are shown to the
 * operator. The library tells nothing but a message.
 */
export const socksProblem = (error: unknown): string => {
  const message = error instanceof Error ? error.message : ''
  if (/authentication/i.test(message)) return '407 Proxy Authentication Required'
  if (/timed out/i.test(message)) return '504 the SOCKS proxy did not answer in time'
  const refusal = /rejected connection - (\w+)/.exec(message)?.[1]
  if (refusal !== undefined) return `502 the SOCKS proxy could not connect: ${refusal}`
  const code = /\bE[A-Z]{3,}\b/.exec(message)?.[0]
  return code === undefined
    ? '502 the SOCKS proxy does not speak SOCKS5'
    : `502 the SOCKS proxy cannot be reached: ${code}`
}

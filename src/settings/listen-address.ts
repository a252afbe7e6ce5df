import { isIP } from 'node:net'

/** Where a listener stands. Port 0 takes any free one. */
export type ListenAddress = { readonly host: string; readonly port: number }

/** Whoever names no host means this machine: what listens further is to be said in words. */
const ownMachine = '127.0.0.1'

const forms = /^(?:(?:\[(?<six>[^\]]+)\]|(?<name>[^:[\]]+))?:)?(?<port>\d{1,5})$/

/** `host:port`, `[address]:port`, `:port` or the port alone; undefined when it is none of these, or empty. */
export const readListenAddress = (text: string): ListenAddress | undefined => {
  const { six, name = ownMachine, port } = forms.exec(text)?.groups ?? {}
  if (port === undefined || Number(port) > 65_535) return undefined
  if (six !== undefined) return isIP(six) === 6 ? { host: six, port: Number(port) } : undefined
  return isHost(name) ? { host: name, port: Number(port) } : undefined
}

/** As URLs write it. */
export const listenAddressText = ({ host, port }: ListenAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

/** An address or a name, without scheme and port. */
export const isHost = (text: string): boolean =>
  isIP(text) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)

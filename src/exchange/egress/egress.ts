import type { Method } from '../plan/method.ts'

/**
 * How one account reaches the world. A session has connections of its own, so no two accounts ever share one,
 * and its proxy is on every byte of the account: nothing that has an account's credential uses a plain `fetch`.
 */
export type EgressSettings = {
  /** Empty: direct. */
  readonly proxyUrl: string
  readonly proxyUsername: string
  readonly proxyPassword: string
}

export type UpstreamCall = {
  readonly method: Method
  readonly headers: Record<string, string>
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null
  readonly signal: AbortSignal
  /** The name that the certificate is checked against, where the URL has an address in its place. */
  readonly serverName?: string
}

export type Egress = {
  /** It goes by a proxy. */
  readonly isProxied: boolean
  /** Redirects are never followed: a credential goes to the configured host only. */
  call(url: string, call: UpstreamCall): Promise<Response>
  close(): void
}

export const openEgress = (settings: EgressSettings): Egress => {
  const session = new Bun.FetchSession(
    settings.proxyUrl === ''
      ? // Else Bun would take the proxy that HTTP_PROXY names: a way that nobody has configured here.
        { proxy: false }
      : {
          proxy: {
            url: settings.proxyUrl,
            headers: authorization(settings),
            respectNoProxy: false,
          },
        },
  )
  return {
    isProxied: settings.proxyUrl !== '',
    call: (url, { serverName, ...call }) =>
      session.fetch(url, {
        ...call,
        redirect: 'manual',
        ...(serverName === undefined ? {} : { tls: { serverName } }),
      }),
    close: () => session.close(),
  }
}

export const authorization = ({
  proxyUsername,
  proxyPassword,
}: EgressSettings): Record<string, string> =>
  proxyUsername === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${proxyUsername}:${proxyPassword}`).toString('base64')}`,
      }

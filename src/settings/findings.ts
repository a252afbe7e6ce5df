import { type Path, pathText } from './path.ts'

/** What keeps the settings from being used. */
export type Fault = {
  /** `channels[0].settings.base_url`; empty when the whole file is meant. */
  readonly path: string
  /** For people: what is wrong and what would be right. Never holds a secret. */
  readonly message: string
  /** What stands there, when it may be shown. */
  readonly got?: string
  /** The known name that was probably meant. */
  readonly near?: string
  /** `file /etc/switchyard.toml`, `environment PORT`; empty when several layers make the fault together. */
  readonly source: string
}

/** What the operator should know, although the settings can be used. */
export type Warning = {
  readonly path: string
  readonly message: string
  readonly source: string
}

/** Gathers everything there is to say, so that it is said at once. */
export type Findings = { readonly faults: Fault[]; readonly warnings: Warning[] }

export const noFindings = (): Findings => ({ faults: [], warnings: [] })

/** A finding of a rule about the settings as a whole. */
export const fault = (
  path: Path,
  message: string,
  more: Pick<Fault, 'got' | 'near'> = {},
): Fault => ({ path: pathText(path), message, source: '', ...more })

export const warning = (path: Path, message: string): Warning => ({
  path: pathText(path),
  message,
  source: '',
})

/** One line for people: `global.port: must be … (got 99999) [environment PORT]`. */
export const faultText = ({ path, message, got, near, source }: Fault): string =>
  [
    path === '' ? message : `${path}: ${message}`,
    got === undefined ? '' : ` (got ${got})`,
    near === undefined ? '' : `; did you mean \`${near}\`?`,
    source === '' ? '' : ` [${source}]`,
  ].join('')

export const warningText = ({ path, message, source }: Warning): string =>
  faultText({ path, message, source })

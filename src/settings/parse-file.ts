import { extname } from 'node:path'
import type { Fault } from './findings.ts'

export type Parsed =
  | { readonly type: 'parsed'; readonly tree: unknown }
  | { readonly type: 'refused'; readonly fault: Omit<Fault, 'source'> }

type Format = { readonly name: string; readonly parse: (text: string) => unknown }

const yaml: Format = { name: 'YAML', parse: (text) => Bun.YAML.parse(text) }

const formats: Readonly<Record<string, Format>> = {
  '.toml': { name: 'TOML', parse: (text) => Bun.TOML.parse(text) },
  '.json': { name: 'JSON', parse: (text) => JSON.parse(text) },
  '.yaml': yaml,
  '.yml': yaml,
}

/** The tree a configuration file holds. Its form is told by the ending of its name. */
export const parseFile = (file: string, text: string): Parsed => {
  const format = formats[extname(file).toLowerCase()]
  if (format === undefined) {
    return refused('must end in `.toml`, `.json` or `.yaml`: the ending tells the form of the file')
  }
  const content = text.replace(/^\uFEFF/, '')
  const attempt = tryParse(format, content)
  if (attempt.type === 'parsed') return { type: 'parsed', tree: attempt.tree ?? {} }
  const line = format.name === 'TOML' ? brokenLine(format, content) : undefined
  const where = line === undefined ? '' : ` in or after line ${line}`
  return refused(`is not valid ${format.name}${where}: ${attempt.message}`)
}

const refused = (message: string): Parsed => ({ type: 'refused', fault: { path: '', message } })

type Attempt = { type: 'parsed'; tree: unknown } | { type: 'broken'; message: string }

const tryParse = ({ name, parse }: Format, text: string): Attempt => {
  try {
    return { type: 'parsed', tree: parse(text) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { type: 'broken', message: message.replace(`${name} Parse error: `, '') }
  }
}

/** Each try parses the file from its start: only files of a usual size are searched. */
const mostLines = 2000

/**
 * Bun's parser tells no position. A TOML file is made of lines, so the fault lies in what begins
 * after the longest beginning that is valid.
 */
const brokenLine = (format: Format, text: string): number | undefined => {
  const lines = text.split('\n')
  if (lines.length > mostLines) return undefined
  const isValid = (count: number) =>
    tryParse(format, lines.slice(0, count).join('\n')).type === 'parsed'
  let count = lines.length - 1
  while (count > 0 && !isValid(count)) count -= 1
  return count + 1
}

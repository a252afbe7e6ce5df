import { resolve as resolvePath } from 'node:path'
import { dataFolder, type Whereabouts } from './data-folder.ts'
import { configFileName } from './environment-names.ts'
import { findFile } from './find-file.ts'
import type { Fault } from './findings.ts'
import type { Environment } from './interpolate.ts'
import type { Layer } from './layer.ts'
import { parseFile } from './parse-file.ts'
import { readEnvironment } from './read-environment.ts'

/** The configuration file as it stands, whatever it says. */
export type FileText =
  | { readonly type: 'text'; readonly file: string; readonly text: string }
  /** There is none, and none was asked for. */
  | { readonly type: 'none' }
  | { readonly type: 'refused'; readonly fault: Fault }

/** What the configuration file says, or why it says nothing. */
export type ConfigFile = {
  readonly layers: readonly Layer[]
  readonly faults: readonly Fault[]
  readonly name: { readonly file?: string }
}

export const noConfigFile: ConfigFile = { layers: [], faults: [], name: {} }

export type Search = {
  /** As `--config` says it; without it the environment, then the data folder is asked. */
  readonly configFile?: string
  readonly environment: Environment
  readonly flags: readonly Layer[]
  readonly whereabouts: Whereabouts
}

export const readFileText = async (search: Search): Promise<FileText> => {
  const { environment, flags, whereabouts } = search
  const upper = [...readEnvironment(environment).layers, ...flags]
  const named = search.configFile ?? environment(configFileName)
  const found = await findFile(
    named === undefined ? undefined : resolvePath(whereabouts.workingFolder, named),
    dataFolder(upper, environment, whereabouts),
  )
  if (found.type !== 'found') return found
  const { file } = found
  return Bun.file(file)
    .text()
    .then(
      (text) => ({ type: 'text', file, text }),
      (error: unknown) => refused(`cannot be read: ${String(error)}`, file),
    )
}

export const configFileOf = (read: FileText): ConfigFile => {
  switch (read.type) {
    case 'none':
      return noConfigFile
    case 'refused':
      return { ...noConfigFile, faults: [read.fault] }
    case 'text':
      return parsed(read)
    default:
      return read satisfies never
  }
}

/**
 * The same of a file that has changed while the program ran. One that is empty then is hardly meant so: a program that
 * writes it has only begun, or found the disk full. Nor is one that is gone, unless it is on its way to another place.
 */
export const editedFileOf = (read: FileText): ConfigFile => {
  if (read.type === 'none') return { ...noConfigFile, faults: [gone] }
  const isEmpty = read.type === 'text' && read.text.trim() === ''
  return isEmpty ? { ...configFileOf(read), faults: [emptied(read.file)] } : configFileOf(read)
}

const parsed = ({ file, text }: Extract<FileText, { type: 'text' }>): ConfigFile => {
  const result = parseFile(file, text)
  const name = { file }
  if (result.type === 'refused')
    return { layers: [], faults: [{ ...result.fault, source: `file ${file}` }], name }
  return {
    layers: [{ source: { type: 'file', file }, form: 'file', tree: result.tree }],
    faults: [],
    name,
  }
}

const gone: Fault = {
  path: '',
  message: 'the configuration file is gone: put it back, or start again to go on without one',
  source: '',
}

const emptied = (file: string): Fault => ({
  path: '',
  message: 'is empty: write it anew; a comment alone says that nothing is meant to be in it',
  source: `file ${file}`,
})

const refused = (message: string, file: string): FileText => ({
  type: 'refused',
  fault: { path: '', message, source: `file ${file}` },
})

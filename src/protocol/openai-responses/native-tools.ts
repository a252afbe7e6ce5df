import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'

/**
 * A tool that OpenAI's models know by themselves and that the client runs. Upstreams of other protocols get a function
 * that stands for it; its calls and results are of item types of their own here.
 */
export type NativeTool = {
  readonly type: string
  /** The item types of its calls and of their results. */
  readonly call: string
  readonly output: string
  /** What an id of such an item begins with. */
  readonly idPrefix: string
  readonly description: string
  /** JSON Schema of the function's arguments. */
  readonly schema: JsonObject
  readArguments(item: JsonObject): unknown
  /** The members of a call's item that are its own. */
  writeCall(given: JsonObject): JsonObject
}

const text = (description: string): JsonObject => ({ type: 'string', description })
const whole = (description: string): JsonObject => ({ type: 'integer', description })
const texts = (description: string): JsonObject => ({
  type: 'array',
  items: { type: 'string' },
  description,
})

const stringsAt = (value: JsonObject, key: string): readonly string[] => {
  const member = value[key]
  if (typeof member === 'string') return [member]
  return listAt(value, key).filter((entry) => typeof entry === 'string')
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const exec: ReadonlySet<string> = new Set(['type'])

const localShell: NativeTool = {
  type: 'local_shell',
  call: 'local_shell_call',
  output: 'local_shell_call_output',
  idPrefix: 'lsh_',
  description: "Runs one command on the user's machine and returns its output.",
  schema: {
    type: 'object',
    properties: {
      command: texts('The program and its arguments, each an element: no shell splits them.'),
      working_directory: text('Where it runs.'),
      env: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Environment variables to set.',
      },
      timeout_ms: whole('The longest it may run, in milliseconds.'),
      user: text('The user to run it as.'),
    },
    required: ['command'],
  },
  readArguments: (item) => membersBeside(objectAt(item, 'action') ?? {}, exec) ?? {},
  writeCall: (given) => {
    const { command, env, ...rest } = given
    // A model that was shown a function may write the whole line as one text.
    const words =
      typeof command === 'string' ? ['bash', '-lc', command] : stringsAt({ command }, 'command')
    return { action: { type: 'exec', command: words, env: isObject(env) ? env : {}, ...rest } }
  },
}

const shell: NativeTool = {
  type: 'shell',
  call: 'shell_call',
  output: 'shell_call_output',
  idPrefix: 'sh_',
  description: "Runs shell commands on the user's machine and returns their output.",
  schema: {
    type: 'object',
    properties: {
      commands: texts('The commands; they run one after the other.'),
      timeout_ms: whole('The longest each may run, in milliseconds.'),
      max_output_length: whole('The most characters of output that are returned.'),
    },
    required: ['commands'],
  },
  readArguments: (item) => membersBeside(objectAt(item, 'action') ?? {}, exec) ?? {},
  writeCall: (given) => ({
    action: {
      commands: stringsAt(given, 'commands'),
      timeout_ms: numberOrNull(given['timeout_ms']),
      max_output_length: numberOrNull(given['max_output_length']),
    },
    environment: null,
  }),
}

const applyPatch: NativeTool = {
  type: 'apply_patch',
  call: 'apply_patch_call',
  output: 'apply_patch_call_output',
  idPrefix: 'apc_',
  description:
    'Creates, updates or deletes one file. A diff is in the V4A form: lines to keep begin with a space, lines to add ' +
    'with "+", lines to remove with "-"; a hunk may begin with "@@" and a line that stands before it. A new file is ' +
    'added lines alone.',
  schema: {
    type: 'object',
    properties: {
      type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
      path: text('The file, relative to the workspace.'),
      diff: text('What changes; not given when the file is deleted.'),
    },
    required: ['type', 'path'],
  },
  readArguments: (item) => objectAt(item, 'operation') ?? {},
  writeCall: (given) => {
    const { type, path, diff } = given
    return {
      operation: {
        type: typeof type === 'string' ? type : 'update_file',
        path: typeof path === 'string' ? path : '',
        ...(typeof diff === 'string' ? { diff } : {}),
      },
    }
  },
}

/** The client looks for tools and tells which it has found. */
const toolSearch: NativeTool = {
  type: 'tool_search',
  call: 'tool_search_call',
  output: 'tool_search_output',
  idPrefix: 'tsc_',
  description: 'Finds tools that are not listed yet. Those it finds can be called from then on.',
  schema: {
    type: 'object',
    properties: { query: text('What the tool should be able to do.') },
    required: ['query'],
  },
  readArguments: (item) => item['arguments'] ?? {},
  writeCall: (given) => ({ execution: 'client', arguments: given }),
}

const tools: readonly NativeTool[] = [localShell, shell, applyPatch, toolSearch]

const byType = new Map(tools.map((tool) => [tool.type, tool]))
const byCall = new Map(tools.map((tool) => [tool.call, tool]))
const byOutput = new Map(tools.map((tool) => [tool.output, tool]))

/** What the vendor runs itself, in a container or an index of its own, is not the client's to answer. */
const runsAtVendor = (value: JsonObject): boolean => {
  const environment = stringAt(objectAt(value, 'environment'), 'type')
  return environment.startsWith('container')
}

/** `value` is a tool of a request. */
export const nativeTool = (value: JsonObject): NativeTool | undefined => {
  const tool = byType.get(stringAt(value, 'type'))
  if (tool === toolSearch && value['execution'] !== 'client') return undefined
  return runsAtVendor(value) ? undefined : tool
}

export const nativeCall = (item: JsonObject): NativeTool | undefined => {
  const tool = byCall.get(stringAt(item, 'type'))
  if (tool === toolSearch && item['execution'] !== 'client') return undefined
  return runsAtVendor(item) ? undefined : tool
}

export const nativeOutput = (item: JsonObject): NativeTool | undefined => {
  const tool = byOutput.get(stringAt(item, 'type'))
  return tool === toolSearch && item['execution'] !== 'client' ? undefined : tool
}

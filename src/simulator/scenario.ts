/** What a prompt asks the simulated model to do, by words in it. The same request gets the same. */
import type { Asked, Tool } from './asked.ts'
import { sampleOf } from './sample.ts'
import { toldCalls } from './told-calls.ts'

export type ToolCall = {
  readonly name: string
  readonly kind: Tool['kind']
  readonly namespace?: string
  /** Arguments, or the text for a custom tool. */
  readonly input: unknown
}

export const asksRefusal = ({ prompt }: Asked): boolean =>
  /\brefuse\b/i.test(prompt) && toldCalls(prompt).length === 0

export const asksRedaction = ({ prompt }: Asked): boolean => /\bredact/i.test(prompt)

export const asksSearch = ({ prompt, serverTools }: Asked): boolean =>
  serverTools.includes('web-search') && /\bsearch\b/i.test(prompt)

export const asksImage = ({ prompt, serverTools, isImageModel }: Asked): boolean =>
  isImageModel || (serverTools.includes('image') && /\b(draw|image|picture)\b/i.test(prompt))

const asksSeveral = ({ prompt, allowsParallelCalls }: Asked): boolean =>
  allowsParallelCalls && /\b(parallel|twice|two|both)\b/i.test(prompt)

export const callsFor = (asked: Asked): readonly ToolCall[] => {
  const told = callsAsTold(asked)
  if (told !== undefined) return told
  const [first, second] = toolsToCall(asked)
  if (first === undefined) return []
  const sampled = `simulated by ${asked.account}`
  const call = callOf(first, sampled)
  return asksSeveral(asked) ? [call, callOf(second ?? first, `${sampled}, again`)] : [call]
}

/** Just these, whatever else the prompt speaks of, as far as they are offered; undefined when it spells none out. */
const callsAsTold = (asked: Asked): readonly ToolCall[] | undefined => {
  const told = toldCalls(asked.prompt)
  if (told.length === 0 || asked.toolChoice.type !== 'auto') return undefined
  if (asked.toolResults.length > 0) return []
  const calls = told.flatMap(({ name, input }) => {
    const kind = typeof input === 'string' ? 'custom' : 'function'
    const tool = asked.tools.find((known) => known.name === name && known.kind === kind)
    return tool === undefined ? [] : [callWith(tool, input)]
  })
  return asked.allowsParallelCalls ? calls : calls.slice(0, 1)
}

const callOf = (tool: Tool, text: string): ToolCall =>
  callWith(tool, tool.kind === 'custom' ? text : sampleOf(tool.parameters, text))

const callWith = ({ name, kind, namespace }: Tool, input: unknown): ToolCall => ({
  name,
  kind,
  ...(namespace === undefined ? {} : { namespace }),
  input,
})

const toolsToCall = (asked: Asked): readonly Tool[] => {
  const { toolChoice, tools } = asked
  switch (toolChoice.type) {
    case 'none':
      return []
    case 'required':
      return insisted(asked, tools)
    case 'named':
      return tools.filter((tool) => tool.name === toolChoice.name)
    case 'allowed': {
      const allowed = tools.filter((tool) => toolChoice.names.includes(tool.name))
      return toolChoice.isRequired ? insisted(asked, allowed) : wished(asked, allowed)
    }
    case 'auto':
      return wished(asked, tools)
    default:
      return toolChoice satisfies never
  }
}

const insisted = (asked: Asked, tools: readonly Tool[]): readonly Tool[] => {
  const named = tools.filter((tool) => asked.prompt.includes(tool.name))
  return named.length > 0 ? named : tools
}

/** A prompt asks for a tool by its name, or in general: "use a tool". */
const wished = (asked: Asked, tools: readonly Tool[]): readonly Tool[] => {
  if (asked.toolResults.length > 0) return []
  const named = tools.filter((tool) => asked.prompt.includes(tool.name))
  if (named.length > 0) return named
  return /\buse (a|the|your|two|both) tools?\b/i.test(asked.prompt) ? tools : []
}

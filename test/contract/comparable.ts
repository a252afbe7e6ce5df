import type { Answer, Choice } from '../../src/ir/answer.ts'
import { argumentsObject } from '../../src/ir/calls.ts'
import type { Part } from '../../src/ir/part.ts'
import type { Message, Prompt, Tool } from '../../src/ir/prompt.ts'
import { noUsage } from '../../src/ir/usage.ts'

/**
 * What all protocols call equal. Texts that follow each other are one, empty ones none. Arguments are the value that
 * they tell. Results of tools are the user's. Instructions in front are the same wherever they stand. What only one
 * protocol knows does not count.
 */
export const comparableAnswer = ({ id, model, choices, usage }: Answer): unknown => ({
  id,
  model,
  choices: choices.map(comparableChoice),
  usage: { ...noUsage, ...usage },
})

const comparableChoice = ({ index, parts, finish }: Choice): unknown => ({
  index,
  parts: comparableParts(parts),
  reason: finish.reason,
})

export const comparableParts = (parts: readonly Part[]): readonly unknown[] => {
  const merged: Record<string, unknown>[] = []
  for (const part of parts) {
    const next = comparablePart(part)
    const last = merged.at(-1)
    if (next['text'] === '' && next['proof'] === undefined) continue
    if (last?.['type'] === 'text' && next['type'] === 'text' && last['proof'] === undefined)
      merged[merged.length - 1] = { ...last, ...next, text: `${last['text']}${next['text']}` }
    else merged.push(next)
  }
  return merged
}

const comparablePart = (part: Part): Record<string, unknown> => {
  switch (part.type) {
    case 'text': {
      const { type, text, citations, proof } = part
      return given({
        type,
        text,
        proof,
        citations: citations?.map((citation) => ({ ...citation, extras: undefined })),
      })
    }
    case 'tool-call': {
      const { type, id, name, kind, proof } = part
      return given({ type, id, name, kind, proof, arguments: comparableArguments(part) })
    }
    case 'tool-result': {
      const { type, callId, kind, parts } = part
      return given({ type, callId, kind, parts: comparableParts(parts) })
    }
    case 'thinking': {
      const { type, text, proof, isRedacted } = part
      return given({ type, text, proof, isRedacted })
    }
    case 'foreign':
      return { type: part.type, kind: part.kind }
    default: {
      const { extras: _, ...rest } = part
      return given(rest)
    }
  }
}

const comparableArguments = ({
  kind,
  arguments: text,
}: Extract<Part, { type: 'tool-call' }>): unknown =>
  kind === 'function' ? argumentsObject(text) : text

export const comparablePrompt = (prompt: Prompt): unknown => {
  const { model, isStreaming, tools, toolChoice, allowsParallelCalls, sampling, format } = prompt
  const { system, turns } = comparableTurns(prompt)
  return given({
    model,
    isStreaming,
    system,
    turns,
    tools: tools.map(comparableTool),
    // Unasked, the model is free to call.
    toolChoice: toolChoice?.type === 'auto' ? undefined : toolChoice,
    // Many at a time is what all do unasked.
    allowsParallelCalls: allowsParallelCalls === false ? false : undefined,
    sampling,
    format: format === undefined ? undefined : { ...format, extras: undefined },
  })
}

const comparableTool = (tool: Tool): unknown => {
  if (tool.type !== 'function') return { ...tool, extras: undefined }
  // Not strict is what all are unasked, but for one that must be told.
  const { type, name, description, schema, isStrict } = tool
  return given({ type, name, description, schema, isStrict: isStrict === true || undefined })
}

const comparableTurns = ({ system, messages }: Prompt) => {
  const begin = messages.findIndex(({ role }) => !isInstruction(role))
  const instructions = begin < 0 ? messages : messages.slice(0, begin)
  const turns: { role: string; parts: Part[] }[] = []
  for (const message of begin < 0 ? [] : messages.slice(begin)) {
    const role = message.role === 'tool' ? 'user' : message.role
    const last = turns.at(-1)
    if (last?.role === role) last.parts.push(...message.parts)
    else turns.push({ role, parts: [...message.parts] })
  }
  return {
    system: [...system, ...instructions.flatMap(({ parts }) => parts)].map((part) =>
      part.type === 'text' ? part.text : part.type,
    ),
    turns: turns.map(({ role, parts }) => ({ role, parts: comparableParts(parts) })),
  }
}

const isInstruction = (role: Message['role']): boolean => role === 'system' || role === 'developer'

/** The members that have a value. */
const given = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))

import type { ProtocolId } from '../../src/protocol/protocol.ts'

/** What a recorded answer is compared by. */
export type FactName = 'text' | 'calls' | 'thoughts' | 'tokens'

/** A fact of recorded answers that a protocol has no words for, or other ones. */
export type Gap = {
  /** The names of the recordings. */
  readonly of: RegExp
  readonly told: readonly ProtocolId[]
  readonly fact: FactName
  readonly reason: string
}

export const gaps: readonly Gap[] = [
  {
    of: /./,
    told: ['openai-completions'],
    fact: 'calls',
    reason: 'a completion is a text alone',
  },
  {
    of: /./,
    told: ['openai-completions'],
    fact: 'thoughts',
    reason: 'a completion is a text alone',
  },
  {
    of: /openai-custom-tool/,
    told: ['anthropic', 'gemini'],
    fact: 'calls',
    reason: 'there are no tools with free text: a function has it as its one argument',
  },
  {
    of: /image-generation-tool/,
    told: ['anthropic'],
    fact: 'text',
    reason: 'an image of the assistant is told as text in Markdown',
  },
  {
    of: /anthropic-refusal(?!-no)/,
    told: ['openai-chat'],
    fact: 'text',
    reason: "why it was refused is told as the refusal's text",
  },
  {
    of: /code-execution-20260120/,
    told: ['gemini'],
    fact: 'text',
    reason: 'programs other than in Python are told as text',
  },
  {
    of: /openai-shell-container\.1#/,
    told: ['openai-chat', 'openai-completions', 'anthropic', 'gemini'],
    fact: 'text',
    reason: 'the recording tells one text in its deltas and another one at the end of the item',
  },
]

export const gapsIn = (name: string, target: ProtocolId): readonly Gap[] =>
  gaps.filter(({ of, told }) => of.test(name) && told.includes(target))

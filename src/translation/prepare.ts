import type { Message, Prompt, Tool, ToolChoice } from '../ir/prompt.ts'
import { outputTool } from '../ir/output-tool.ts'
import type { Part } from '../ir/part.ts'
import type { Report } from '../ir/report.ts'
import type { Codec } from '../protocol/codec.ts'
import { asFunctions } from './custom-tools.ts'
import { barePrompt } from './bare.ts'
import { Names } from './names.ts'
import { openProofs } from './proofs.ts'
import { withoutRepeatedResults } from './repeated-results.ts'

export type Sides = {
  /** The client's protocol and the upstream's. They may be the same. */
  readonly source: Codec
  readonly target: Codec
  readonly issuer: string
  /** The upstream has refused the proofs that the request holds: none of them is sent again. */
  readonly dropsProofs?: boolean
}

export type Prepared = {
  /** What the target's writer gets. */
  readonly prompt: Prompt
  /** The tools' names as the upstream knows them. */
  readonly toolNames: Names
}

/** Makes a client's request fit for another protocol: what is the same for all pairs of them. */
export const prepare = (asked: Prompt, sides: Sides, report: Report): Prepared => {
  const { source, target, issuer, dropsProofs = false } = sides
  const isSame = source.id === target.id
  // A client's own tool of that name is not to be taken for ours.
  const toolNames = new Names(target.toolNames, [outputTool])
  const callIds = new Names(target.callIds)
  const messages = openProofs(asked.messages, {
    issuer: dropsProofs ? nobody : issuer,
    keepsBare: isSame && !dropsProofs,
    onDropped: () =>
      report.warn(
        'messages',
        'hold proofs of thoughts that another account has issued: these are left out',
      ),
  })
  if (isSame) return { prompt: { ...asked, messages }, toolNames }
  reportExtras(asked, source, report)
  const told = { ...asked, messages: withoutRepeatedResults(messages) }
  const fit = named(withoutForeign(told, source, report), { toolNames, callIds })
  const prompt = barePrompt(fit)
  return {
    prompt: target.takesCustomTools === true ? prompt : asFunctions(prompt),
    toolNames,
  }
}

/** No account is called so. */
const nobody = ''

const reportExtras = ({ extras }: Prompt, source: Codec, report: Report): void => {
  for (const [name, value] of Object.entries(extras ?? {})) {
    const fate = source.foreignField(name, value)
    if (fate === 'warn') report.warn(name, 'has no counterpart at this upstream and was left out')
    if (fate === 'refuse') report.refuse(name, 'cannot be expressed at this upstream')
  }
}

/** What only the client's protocol knows is told and left out; a choice of a tool that is gone changes the meaning. */
const withoutForeign = (prompt: Prompt, source: Codec, report: Report): Prompt => {
  const { toolChoice } = prompt
  for (const tool of prompt.tools)
    if (tool.type === 'foreign')
      report.warn('tools', `'${tool.kind}' has no counterpart at this upstream and was left out`)
  if (toolChoice?.type === 'foreign')
    report.refuse('toolChoice', 'names a tool that this upstream does not have')
  return {
    ...prompt,
    tools: prompt.tools.filter(({ type }) => type !== 'foreign'),
    messages: prompt.messages
      .map((message) => withoutForeignParts(message, source, report))
      .filter(({ parts }, at) => parts.length > 0 || prompt.messages[at]?.parts.length === 0),
  }
}

const withoutForeignParts = (message: Message, source: Codec, report: Report): Message => {
  for (const part of message.parts) {
    if (part.type !== 'foreign') continue
    const fate = source.foreignPart?.(part.kind) ?? 'warn'
    if (fate === 'refuse')
      report.refuse(
        'messages',
        `hold '${part.kind}', which only the upstream that made it can read`,
      )
    if (fate === 'warn')
      report.warn('messages', `'${part.kind}' has no counterpart at this upstream and was left out`)
  }
  return { ...message, parts: message.parts.filter(({ type }) => type !== 'foreign') }
}

type Fitting = { readonly toolNames: Names; readonly callIds: Names }

const named = (prompt: Prompt, fitting: Fitting): Prompt => ({
  ...prompt,
  tools: prompt.tools.map((tool) => namedTool(tool, fitting)),
  messages: prompt.messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => namedPart(part, fitting)),
  })),
  ...(prompt.toolChoice === undefined
    ? {}
    : { toolChoice: namedChoice(prompt.toolChoice, fitting) }),
})

const namedTool = (tool: Tool, { toolNames }: Fitting): Tool =>
  tool.type === 'function' || tool.type === 'custom'
    ? { ...tool, name: toolNames.fit(tool.name) }
    : tool

const namedChoice = (choice: ToolChoice, { toolNames }: Fitting): ToolChoice => {
  switch (choice.type) {
    case 'tool':
      return { ...choice, name: toolNames.fit(choice.name) }
    case 'allowed':
      return { ...choice, names: choice.names.map((name) => toolNames.fit(name)) }
    case 'auto':
    case 'none':
    case 'required':
    case 'foreign':
      return choice
    default:
      return choice satisfies never
  }
}

const namedPart = (part: Part, { toolNames, callIds }: Fitting): Part => {
  if (part.type === 'tool-call')
    return { ...part, id: callIds.fit(part.id), name: toolNames.fit(part.name) }
  if (part.type === 'tool-result')
    return {
      ...part,
      callId: callIds.fit(part.callId),
      ...(part.name === undefined ? {} : { name: toolNames.fit(part.name) }),
    }
  return part
}

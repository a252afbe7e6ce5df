/** The items of a Responses conversation: https://platform.openai.com/docs/api-reference/responses/create#input */
import { Type, type Static } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'
import { responsesTool } from './responses-tools.ts'
import { shared } from './schema.ts'

const callId = Type.String({ minLength: 1, maxLength: 64 })
const id = nullable(Type.String({ minLength: 1 }))
const status = nullable(oneOf('in_progress', 'completed', 'incomplete'))
const phase = nullable(oneOf('commentary', 'final_answer'))
const breakpoint = { prompt_cache_breakpoint: anything }

const inputText = closed({
  type: Type.Literal('input_text'),
  text: Type.String(),
  ...breakpoint,
})

const inputImage = closed({
  type: Type.Literal('input_image'),
  detail: nullable(oneOf('auto', 'low', 'high', 'original')),
  file_id: nullable(Type.String()),
  image_url: nullable(Type.String()),
  ...breakpoint,
})

const inputFile = closed({
  type: Type.Literal('input_file'),
  detail: Type.Optional(oneOf('auto', 'low', 'high')),
  file_data: nullable(Type.String()),
  file_id: nullable(Type.String()),
  file_url: nullable(Type.String()),
  filename: nullable(Type.String()),
  ...breakpoint,
})

const inputPart = Type.Union([inputText, inputImage, inputFile])

/** The parts of an assistant's message are what the vendor answered with. */
const outputPart = Type.Union([
  closed({
    type: Type.Literal('output_text'),
    text: Type.String(),
    annotations: Type.Optional(Type.Array(Type.Object({ type: Type.String() }))),
    logprobs: anything,
  }),
  closed({ type: Type.Literal('refusal'), refusal: Type.String() }),
])

const inputMessage = closed({
  type: Type.Optional(Type.Literal('message')),
  id,
  status,
  role: oneOf('user', 'system', 'developer'),
  content: Type.Union([Type.String(), Type.Array(inputPart, { minItems: 1 })]),
})

const outputMessage = closed({
  type: Type.Optional(Type.Literal('message')),
  id,
  status,
  phase,
  role: Type.Literal('assistant'),
  content: Type.Union([Type.String(), Type.Array(outputPart, { minItems: 1 })]),
})

const called = {
  id,
  status,
  call_id: callId,
  name: shared.toolName,
  async: Type.Optional(Type.Boolean()),
  caller: anything,
  namespace: Type.Optional(Type.String()),
}

const functionCall = closed({
  type: Type.Literal('function_call'),
  ...called,
  arguments: Type.String(),
})

const customCall = closed({
  type: Type.Literal('custom_tool_call'),
  ...called,
  input: Type.String(),
})

const answered = {
  id,
  status,
  call_id: callId,
  caller: anything,
  output: Type.Union([Type.String(), Type.Array(inputPart)]),
}

const functionOutput = closed({ type: Type.Literal('function_call_output'), ...answered })
const customOutput = closed({ type: Type.Literal('custom_tool_call_output'), ...answered })

const reasoningItem = closed({
  type: Type.Literal('reasoning'),
  id: Type.Optional(Type.String({ minLength: 1 })),
  status,
  summary: Type.Array(closed({ type: Type.Literal('summary_text'), text: Type.String() })),
  content: nullable(
    Type.Array(closed({ type: Type.Literal('reasoning_text'), text: Type.String() })),
  ),
  encrypted_content: nullable(Type.String()),
})

const searchCall = closed({
  type: Type.Literal('web_search_call'),
  id: Type.Optional(Type.String()),
  status: oneOf('in_progress', 'searching', 'completed', 'failed', 'incomplete'),
  action: Type.Optional(Type.Object({ type: Type.String() })),
})

const imageCall = Type.Object({
  type: Type.Literal('image_generation_call'),
  id: Type.String(),
  status: Type.String(),
  result: nullable(Type.String()),
})

const compaction = closed({
  type: Type.Literal('compaction'),
  id,
  encrypted_content: Type.String(),
})

/**
 * Tools that the conversation brings. The type does not tell of its `role`, by which messages are known.
 * https://platform.openai.com/docs/api-reference/responses/create#input-additional_tools
 */
const additionalTools = Type.Unsafe<AdditionalTools>(
  closed({
    type: Type.Literal('additional_tools'),
    id,
    role: Type.Literal('developer'),
    tools: Type.Array(responsesTool),
  }),
)

type AdditionalTools = {
  readonly type: 'additional_tools'
  readonly tools: readonly Static<typeof responsesTool>[]
}

/** Known, and passed over by the simulated model. */
const otherItem = Type.Object({
  type: oneOf(
    'file_search_call',
    'computer_call',
    'computer_call_output',
    'tool_search_call',
    'tool_search_output',
    'code_interpreter_call',
    'local_shell_call',
    'local_shell_call_output',
    'shell_call',
    'shell_call_output',
    'apply_patch_call',
    'apply_patch_call_output',
    'mcp_list_tools',
    'mcp_approval_request',
    'mcp_approval_response',
    'mcp_call',
    'compaction_trigger',
    'program',
    'program_output',
  ),
})

export type InputItem = Static<typeof inputItem>

export const inputItem = Type.Union([
  inputMessage,
  outputMessage,
  functionCall,
  functionOutput,
  customCall,
  customOutput,
  reasoningItem,
  searchCall,
  imageCall,
  compaction,
  additionalTools,
  closed({
    type: Type.Optional(nullable(Type.Literal('item_reference'))),
    id: Type.String({ minLength: 1 }),
  }),
  otherItem,
])

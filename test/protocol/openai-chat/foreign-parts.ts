import type { Prompt } from '../../../src/ir/prompt.ts'
import { Report } from '../../../src/ir/report.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'

/** A request of a client that speaks another protocol. */
const asked = (more: Partial<Prompt> = {}): Prompt => ({
  model: 'some-model',
  isStreaming: false,
  system: [],
  messages: [],
  tools: [],
  sampling: {},
  ...more,
})

export const written = (more: Partial<Prompt>): JsonObject =>
  JSON.parse(JSON.stringify(codec.writeRequest(asked(more), new Report())))

export const reported = (more: Partial<Prompt>): unknown => {
  const report = new Report()
  codec.writeRequest(asked(more), report)
  return { refused: report.refusal?.field, warned: report.warnings.map(({ field }) => field) }
}

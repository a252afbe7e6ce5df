import { expect, test } from 'bun:test'
import { codec } from '../../../src/protocol/anthropic/codec.ts'

test.each([
  ['betas', ['context-management-2025-06-27'], 'quiet'],
  ['context_management', { edits: [] }, 'quiet'],
  ['metadata', { session: 's' }, 'quiet'],
  ['diagnostics', { previous_message_id: null }, 'quiet'],
  ['thread', { type: 'create' }, 'quiet'],
  ['thread', { type: 'continue', previous_message_id: 'msg_1' }, 'refuse'],
  ['mcp_servers', [], 'quiet'],
  ['mcp_servers', [{ name: 's' }], 'refuse'],
  ['container', null, 'quiet'],
  ['container', 'container_1', 'refuse'],
  ['inference_geo', 'global', 'quiet'],
  ['inference_geo', 'us', 'refuse'],
  ['speed', 'standard', 'quiet'],
  ['speed', 'fast', 'warn'],
  ['output_config', { task_budget: {} }, 'warn'],
  ['novelty', 1, 'warn'],
  ['constructor', 1, 'warn'],
])('%s of %j at another vendor: %s', (name, value, verdict) => {
  expect(codec.foreignField(name, value)).toBe(verdict as never)
})

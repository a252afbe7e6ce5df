/** The blocks of Anthropic's messages: https://docs.anthropic.com/en/api/messages */
import { Type } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'

export const cacheControl = nullable(
  closed({ type: Type.Literal('ephemeral'), ttl: Type.Optional(oneOf('5m', '1h')) }),
)

export const text = closed({
  type: Type.Literal('text'),
  text: Type.String({ minLength: 1 }),
  cache_control: cacheControl,
  citations: nullable(Type.Array(Type.Object({ type: Type.String() }))),
})

const base64 = closed({
  type: Type.Literal('base64'),
  media_type: Type.String(),
  data: Type.String({ minLength: 1, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
})
const url = closed({ type: Type.Literal('url'), url: Type.String({ minLength: 1 }) })
const file = closed({ type: Type.Literal('file'), file_id: Type.String() })

const imageBase64 = closed({
  ...base64.properties,
  media_type: oneOf('image/jpeg', 'image/png', 'image/gif', 'image/webp'),
})

export const image = closed({
  type: Type.Literal('image'),
  source: Type.Union([imageBase64, url, file]),
  cache_control: cacheControl,
  transformations: anything,
})

const pdf = closed({ ...base64.properties, media_type: Type.Literal('application/pdf') })
const plainText = closed({
  type: Type.Literal('text'),
  media_type: Type.Literal('text/plain'),
  data: Type.String(),
})
const contentSource = closed({
  type: Type.Literal('content'),
  content: Type.Union([Type.String(), Type.Array(Type.Union([text, image]))]),
})

export const document = closed({
  type: Type.Literal('document'),
  source: Type.Union([pdf, plainText, contentSource, url, file]),
  title: nullable(Type.String()),
  context: nullable(Type.String()),
  citations: nullable(closed({ enabled: Type.Optional(Type.Boolean()) })),
  cache_control: cacheControl,
})

export const searchResult = closed({
  type: Type.Literal('search_result'),
  source: Type.String(),
  title: Type.String(),
  content: Type.Array(text),
  citations: anything,
  cache_control: cacheControl,
})

/** Of calls, and of what answers them. */
const useId = Type.String({ pattern: '^[a-zA-Z0-9_-]+$' })

const toolReference = closed({
  type: Type.Literal('tool_reference'),
  tool_name: Type.String(),
  cache_control: cacheControl,
})

export const toolResult = closed({
  type: Type.Literal('tool_result'),
  tool_use_id: useId,
  content: Type.Optional(
    Type.Union([
      Type.String(),
      Type.Array(Type.Union([text, image, document, searchResult, toolReference])),
    ]),
  ),
  is_error: Type.Optional(Type.Boolean()),
  cache_control: cacheControl,
})

export const toolUse = closed({
  type: Type.Literal('tool_use'),
  id: useId,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  input: Type.Object({}),
  caller: anything,
  cache_control: cacheControl,
})

export const thinking = closed({
  type: Type.Literal('thinking'),
  thinking: Type.String(),
  signature: Type.String(),
})

export const redacted = closed({
  type: Type.Literal('redacted_thinking'),
  data: Type.String(),
})

export const serverToolUse = closed({
  type: Type.Literal('server_tool_use'),
  id: Type.String({ pattern: '^srvtoolu_[a-zA-Z0-9_]+$' }),
  name: oneOf(
    'web_search',
    'web_fetch',
    'code_execution',
    'bash_code_execution',
    'text_editor_code_execution',
    'tool_search_tool_regex',
    'tool_search_tool_bm25',
  ),
  input: Type.Object({}),
  caller: anything,
  cache_control: cacheControl,
})

const webSearchResult = closed({
  type: Type.Literal('web_search_result'),
  url: Type.String(),
  title: Type.String(),
  encrypted_content: Type.String(),
  page_age: nullable(Type.String()),
})

export const webSearchToolResult = closed({
  type: Type.Literal('web_search_tool_result'),
  tool_use_id: Type.String(),
  content: Type.Union([
    Type.Array(webSearchResult),
    closed({ type: Type.Literal('web_search_tool_result_error'), error_code: Type.String() }),
  ]),
  caller: anything,
  cache_control: cacheControl,
})

/** Known, and not looked into. */
export const otherBlock = Type.Object({
  type: oneOf(
    'web_fetch_tool_result',
    'code_execution_tool_result',
    'bash_code_execution_tool_result',
    'text_editor_code_execution_tool_result',
    'tool_search_tool_result',
    'container_upload',
  ),
})

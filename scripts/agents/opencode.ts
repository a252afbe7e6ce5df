import type { ProtocolId } from '../../src/protocol/protocol.ts'
import type { Agent, Scene } from './agent.ts'

type Face = {
  readonly id: string
  readonly speaks: ProtocolId
  /** The package by which it speaks; it is inside the agent's program. */
  readonly npm: string
  readonly model: string
  /** After the address. */
  readonly path: string
}

const faces: readonly Face[] = [
  {
    id: 'opencode-anthropic',
    speaks: 'anthropic',
    npm: '@ai-sdk/anthropic',
    model: 'claude-opus-5',
    path: '/v1',
  },
  {
    id: 'opencode-gemini',
    speaks: 'gemini',
    npm: '@ai-sdk/google',
    model: 'gemini-3-pro-preview',
    path: '/v1beta',
  },
  {
    id: 'opencode-responses',
    speaks: 'openai-responses',
    npm: '@ai-sdk/openai',
    model: 'gpt-5',
    path: '/v1',
  },
  {
    id: 'opencode-chat',
    speaks: 'openai-chat',
    npm: '@ai-sdk/openai-compatible',
    model: 'qwen3-coder-plus',
    path: '/v1',
  },
]

const configuration = ({ npm, model, path }: Face, { url, key }: Scene): string =>
  JSON.stringify({
    share: 'disabled',
    autoupdate: false,
    permission: { '*': 'allow' },
    enabled_providers: ['relay'],
    provider: {
      relay: {
        npm,
        name: 'Switchyard',
        options: { baseURL: `${url}${path}`, apiKey: key },
        models: { [model]: { name: model, reasoning: true, tool_call: true, attachment: true } },
      },
    },
  })

/** It speaks what its provider is told to: each protocol is an agent here. */
export const opencodes: readonly Agent[] = faces.map((face) => ({
  id: face.id,
  title: `opencode (${face.npm})`,
  package: 'opencode-ai',
  version: '1.18.33',
  command: 'opencode',
  postinstall: 'postinstall.mjs',
  speaks: face.speaks,
  readFile: (path) => [{ tool: 'read', input: { filePath: path } }],
  showFile: (path) => [
    {
      tool: 'bash',
      input: { command: `cat ${path}`, description: 'Show the file' },
    },
  ],
  files: (scene) => ({ '.config/opencode/opencode.json': configuration(face, scene) }),
  environment: ({ home }) => ({
    XDG_CONFIG_HOME: `${home}/.config`,
    XDG_DATA_HOME: `${home}/.local/share`,
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
  words: ({ prompt, isFollowing }) => [
    'run',
    ...(isFollowing ? ['--continue'] : []),
    '--model',
    `relay/${face.model}`,
    '--variant',
    'high',
    // A word with a space in it comes in quotation marks.
    ...prompt.split(' '),
  ],
}))

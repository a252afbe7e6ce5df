import type { Agent } from './agent.ts'

export const qwenCode: Agent = {
  id: 'qwen',
  title: 'Qwen Code',
  package: '@qwen-code/qwen-code',
  version: '0.15.10',
  command: 'qwen',
  speaks: 'openai-chat',
  readFile: (path) => [{ tool: 'read_file', input: { file_path: path } }],
  showFile: (path) => [
    {
      tool: 'run_shell_command',
      input: { command: `cat ${path}`, is_background: false },
    },
  ],
  files: () => ({
    '.qwen/settings.json': JSON.stringify({
      security: { auth: { selectedType: 'openai' } },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      general: { enableAutoUpdate: false, disableAutoUpdate: true },
    }),
  }),
  environment: ({ url, key }) => ({
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: key,
    OPENAI_MODEL: 'qwen3-coder-plus',
  }),
  words: ({ prompt, isFollowing }) => [
    ...(isFollowing ? ['--continue'] : []),
    '--auth-type',
    'openai',
    '--yolo',
    prompt,
  ],
}

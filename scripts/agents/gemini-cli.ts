import type { Agent } from './agent.ts'

export const geminiCli: Agent = {
  id: 'gemini',
  title: 'Gemini CLI',
  package: '@google/gemini-cli',
  version: '0.61.0',
  command: 'gemini',
  speaks: 'gemini',
  repeatsResults: true,
  readFile: (path) => [{ tool: 'read_file', input: { file_path: path } }],
  showFile: (path) => [{ tool: 'run_shell_command', input: { command: `cat ${path}` } }],
  files: () => ({
    '.gemini/settings.json': JSON.stringify({
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    }),
  }),
  environment: ({ url, key }) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: key }),
  words: ({ prompt, isFollowing }) => [
    ...(isFollowing ? ['--resume', 'latest'] : []),
    '--skip-trust',
    '--yolo',
    '--prompt',
    prompt,
  ],
}

import type { Agent } from './agent.ts'

export const claudeCode: Agent = {
  id: 'claude',
  title: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  version: '2.1.197',
  command: 'claude',
  postinstall: 'install.cjs',
  speaks: 'anthropic',
  readFile: (path) => [{ tool: 'Read', input: { file_path: path } }],
  showFile: (path) => [
    {
      tool: 'Bash',
      input: { command: `cat ${path}`, description: 'Show it' },
    },
  ],
  files: () => ({}),
  environment: ({ url, key }) => ({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: key,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
  }),
  words: ({ prompt, isFollowing }) => [
    ...(isFollowing ? ['--continue'] : []),
    '--print',
    prompt,
    '--allowedTools',
    'Read,Bash(cat *)',
  ],
}

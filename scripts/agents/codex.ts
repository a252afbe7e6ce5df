import type { Agent, Call } from './agent.ts'

/** It has one tool that counts: a program in JavaScript, from which the others are called. */
const showing = (path: string): readonly Call[] => {
  const program = `text(await tools.exec_command(${JSON.stringify({ cmd: `cat ${path}` })}))`
  return [
    { tool: 'exec', input: program },
    { tool: 'functions__exec', input: program },
    { tool: 'functions__exec', input: { input: program } },
  ]
}

export const codex: Agent = {
  id: 'codex',
  title: 'Codex',
  package: '@openai/codex',
  version: '0.169.0',
  command: 'codex',
  speaks: 'openai-responses',
  readFile: showing,
  showFile: showing,
  files: ({ url }) => ({
    '.codex/config.toml': `
model_provider = "switchyard"
check_for_update_on_startup = false
[model_providers.switchyard]
name = "switchyard"
base_url = "${url}/v1"
env_key = "SWITCHYARD_KEY"
wire_api = "responses"
[analytics]
enabled = false
[otel]
exporter = "none"
`,
  }),
  environment: ({ key, home }) => ({ SWITCHYARD_KEY: key, CODEX_HOME: `${home}/.codex` }),
  words: ({ prompt, isFollowing }) => [
    'exec',
    '--skip-git-repo-check',
    '--dangerously-bypass-approvals-and-sandbox',
    ...(isFollowing ? ['resume', '--last'] : []),
    prompt,
  ],
}

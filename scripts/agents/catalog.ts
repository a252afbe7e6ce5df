import type { Agent } from './agent.ts'
import { claudeCode } from './claude-code.ts'
import { codex } from './codex.ts'
import { geminiCli } from './gemini-cli.ts'
import { opencodes } from './opencode.ts'
import { qwenCode } from './qwen-code.ts'

export const agents: readonly Agent[] = [claudeCode, codex, geminiCli, ...opencodes, qwenCode]

/** Simulators of each vendor with two accounts, and the official clients of both. */
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { startSimulator, type SimulatorOptions } from '../../src/simulator/index.ts'

const accounts = [
  { key: 'key-1', name: 'team-1' },
  { key: 'key-2', name: 'team-2' },
]

const start = (vendor: SimulatorOptions['vendor']) =>
  startSimulator({ vendor, accounts, anyClient: true })

export const openOpenai = async () => {
  const simulator = await start('openai')
  const clientFor = (apiKey: string) =>
    new OpenAI({ apiKey, baseURL: `${simulator.url}/v1`, maxRetries: 0 })
  return Object.assign(simulator, { client: clientFor('key-1'), other: clientFor('key-2') })
}

export const openAnthropic = async () => {
  const simulator = await start('anthropic')
  const clientFor = (apiKey: string) =>
    new Anthropic({ apiKey, baseURL: simulator.url, maxRetries: 0 })
  return Object.assign(simulator, { client: clientFor('key-1'), other: clientFor('key-2') })
}

export const openGemini = async () => {
  const simulator = await start('gemini')
  const clientFor = (apiKey: string) =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: simulator.url } })
  return Object.assign(simulator, { client: clientFor('key-1'), other: clientFor('key-2') })
}

/** What the SDK throws. */
export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (failure: unknown) => failure,
  )

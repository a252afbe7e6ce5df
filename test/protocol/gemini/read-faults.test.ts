import { describe, expect, test } from 'bun:test'
import { faultOf } from './support.ts'
import { hello } from './requests.ts'

const content = (part: unknown): object => ({ contents: [{ parts: [part] }] })
const config = (generationConfig: unknown): object => ({ ...hello, generationConfig })
const tool = (declaration: unknown): object => ({
  ...hello,
  tools: [{ functionDeclarations: [declaration] }],
})

const faults: readonly (readonly [string, object])[] = [
  ['contents', {}],
  ['contents', { contents: [] }],
  ['contents', { contents: 'Hi' }],
  ['contents[0]', { contents: ['Hi'] }],
  ['contents[0]', { contents: [null] }],
  ['contents[0].role', { contents: [{ role: 'system', parts: [] }] }],
  ['contents[0].role', { contents: [{ role: 5, parts: [] }] }],
  ['contents[0].parts', { contents: [{ parts: 'Hi' }] }],
  ['contents[0].parts[0]', content('Hi')],
  ['contents[0].parts[0]', content(null)],
  ['contents[0].parts[0]', content({})],
  ['contents[0].parts[0].text', content({ text: 5 })],
  ['contents[0].parts[0].thought', content({ text: '', thought: 'yes' })],
  ['contents[0].parts[0].thoughtSignature', content({ text: '', thoughtSignature: 5 })],
  ['contents[0].parts[0].inlineData', content({ inlineData: 'x' })],
  ['contents[0].parts[0].inlineData.mimeType', content({ inlineData: { data: '' } })],
  [
    'contents[0].parts[0].inlineData.data',
    content({ inlineData: { mimeType: 'image/png', data: 1 } }),
  ],
  ['contents[0].parts[0].fileData.fileUri', content({ fileData: {} })],
  ['contents[0].parts[0].fileData.mimeType', content({ fileData: { fileUri: 'x', mimeType: 1 } })],
  ['contents[0].parts[0].functionCall', content({ functionCall: [] })],
  ['contents[0].parts[0].functionCall.name', content({ functionCall: {} })],
  ['contents[0].parts[0].functionCall.id', content({ functionCall: { name: 'f', id: 5 } })],
  ['contents[0].parts[0].functionCall.args', content({ functionCall: { name: 'f', args: '{}' } })],
  ['contents[0].parts[0].functionResponse.name', content({ functionResponse: { response: {} } })],
  [
    'contents[0].parts[0].functionResponse.response',
    content({ functionResponse: { name: 'f', response: 'x' } }),
  ],
  [
    'contents[0].parts[0].functionResponse.parts[0].inlineData.data',
    content({ functionResponse: { name: 'f', parts: [{ inlineData: { mimeType: 'a/b' } }] } }),
  ],
  ['contents[0].parts[0].executableCode.code', content({ executableCode: { code: 5 } })],
  [
    'contents[0].parts[0].codeExecutionResult.output',
    content({ codeExecutionResult: { output: 5 } }),
  ],
  ['systemInstruction', { ...hello, systemInstruction: 'Be brief' }],
  ['system_instruction', { ...hello, system_instruction: 'Be brief' }],
  ['systemInstruction.parts[0]', { ...hello, systemInstruction: { parts: [{ inlineData: {} }] } }],
  ['systemInstruction.parts[0].text', { ...hello, systemInstruction: { parts: [{ text: 5 }] } }],
  ['generationConfig', config([])],
  ['generationConfig.temperature', config({ temperature: 'hot' })],
  ['generationConfig.topP', config({ topP: '1' })],
  ['generation_config.top_k', { ...hello, generation_config: { top_k: {} } }],
  ['generationConfig.maxOutputTokens', config({ maxOutputTokens: -1 })],
  ['generationConfig.candidateCount', config({ candidateCount: 1.5 })],
  ['generationConfig.seed', config({ seed: '7' })],
  ['generationConfig.presencePenalty', config({ presencePenalty: true })],
  ['generationConfig.frequencyPenalty', config({ frequencyPenalty: true })],
  ['generationConfig.stopSequences', config({ stopSequences: 'x' })],
  ['generationConfig.stopSequences[1]', config({ stopSequences: ['x', 5] })],
  ['generationConfig.responseLogprobs', config({ responseLogprobs: 1 })],
  ['generationConfig.logprobs', config({ logprobs: true })],
  ['generationConfig.responseMimeType', config({ responseMimeType: 5 })],
  ['generationConfig.responseSchema', config({ responseSchema: 'x' })],
  ['generationConfig.responseModalities[0]', config({ responseModalities: [5] })],
  ['generationConfig.thinkingConfig', config({ thinkingConfig: true })],
  [
    'generationConfig.thinkingConfig.thinkingBudget',
    config({ thinkingConfig: { thinkingBudget: 'x' } }),
  ],
  [
    'generationConfig.thinkingConfig.thinkingLevel',
    config({ thinkingConfig: { thinkingLevel: 5 } }),
  ],
  [
    'generationConfig.thinkingConfig.includeThoughts',
    config({ thinkingConfig: { includeThoughts: 1 } }),
  ],
  ['tools[0]', { ...hello, tools: ['googleSearch'] }],
  ['tools[0].functionDeclarations', { ...hello, tools: [{ functionDeclarations: 'f' }] }],
  ['tools[0].functionDeclarations[0].name', tool({})],
  ['tools[0].functionDeclarations[0].description', tool({ name: 'f', description: 5 })],
  ['tools[0].functionDeclarations[0].parameters', tool({ name: 'f', parameters: 'x' })],
  ['tools[0].googleSearch', { ...hello, tools: [{ googleSearch: true }] }],
  ['toolConfig', { ...hello, toolConfig: 'AUTO' }],
  ['toolConfig.functionCallingConfig', { ...hello, toolConfig: { functionCallingConfig: 'AUTO' } }],
  [
    'toolConfig.functionCallingConfig.mode',
    { ...hello, toolConfig: { functionCallingConfig: { mode: 'SOME' } } },
  ],
  [
    'toolConfig.functionCallingConfig.allowedFunctionNames[0]',
    { ...hello, toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [1] } } },
  ],
  ['cachedContent', { ...hello, cachedContent: {} }],
  ['serviceTier', { ...hello, serviceTier: 5 }],
]

describe('a fault is told with its path', () => {
  for (const [field, body] of faults)
    test(`${field} of ${JSON.stringify(body).slice(0, 90)}`, () => {
      expect(faultOf({ ...body })?.field).toBe(field)
    })
})

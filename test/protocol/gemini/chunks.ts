export const chunk = (parts: readonly object[], fields: object = {}): object => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...fields }],
  modelVersion: 'gemini-2.5-flash',
  responseId: 'r1',
})
export const stop = { finishReason: 'STOP' }

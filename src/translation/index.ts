export { issuerOf, sealMark } from './seal.ts'
export { Answering, translatePrompt } from './translate.ts'

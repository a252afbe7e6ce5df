export { holdsSeals } from './proofs.ts'
export { issuerOf, sealMark } from './seal.ts'
export { Answering, spelled, translatePrompt } from './translate.ts'

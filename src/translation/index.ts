export { holdsSeals } from './proofs.ts'
export { issuerOf, sealMark } from './seal.ts'
export { spelled } from './spelled.ts'
export { Answering, translatePrompt } from './translate.ts'

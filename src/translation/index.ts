export { issuerOf, sealMark } from './seal.ts'
export { Answering, translateRequest } from './translate.ts'

export { run } from './run.ts'
export type { Start, StartOptions } from './start.ts'

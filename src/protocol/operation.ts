/** What is asked in a protocol. */
export const operations = [
  'generate',
  'count-tokens',
  'embed',
  'batch-embed',
  'make-images',
  'edit-images',
  'transcribe',
  'translate-speech',
  'speak',
  'compact',
  // Upon an answer that its upstream keeps.
  'retrieve',
  'list-input',
  'cancel',
  'delete',
  'update',
  'download',
  'list-documents',
  'import-file',
  // What becomes something that its upstream keeps.
  'create-cache',
  'create-store',
  'start-upload',
  'continue-upload',
  'put-upload',
  'upload',
] as const

export type Operation = (typeof operations)[number]

/** Those that are answered by events when the client asks for a stream. */
export const streamedOperations: ReadonlySet<Operation> = new Set([
  'generate',
  'make-images',
  'edit-images',
  'transcribe',
  'retrieve',
])

import type { Failure } from '../../ir/failure.ts'

export const badUploadAddress = (): Failure => ({
  kind: 'client',
  code: 'invalid_upload_url',
  status: 400,
  message:
    'This address of an upload was not given here, or not to this user, or is not whole. Begin the upload anew and send the bytes to the x-goog-upload-url (or the location) of its answer.',
  param: 'upload_id',
})

export const badUpload = (): Failure => ({
  kind: 'client',
  code: 'invalid_upload',
  status: 400,
  message:
    'An upload begins with the headers "X-Goog-Upload-Protocol: resumable" and "X-Goog-Upload-Command: start", or with uploadType=resumable alone, or is sent whole with uploadType=multipart or uploadType=media.',
})

export const noStoreMethod = (verb: string): Failure => ({
  kind: 'client',
  code: 'method_not_found',
  status: 404,
  message: `A file search store has no method "${verb}" here. Known: importFile, and uploadToFileSearchStore below /upload.`,
})

export const keyIsGone = (): Failure => ({
  kind: 'client',
  code: 'invalid_api_key',
  status: 401,
  message: 'The key that this upload was begun with is not valid any more.',
})

export const tooBusy = (): Failure => ({
  kind: 'overloaded',
  code: 'too_busy',
  status: 503,
  message: 'This server is too busy to say what you have. Send the request again.',
  retryAfterMs: 1_000,
})

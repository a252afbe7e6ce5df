const saysError = /^\W*error\b/i

/** The text of a tool's result that failed, for protocols without a mark for it: the model reads it there. */
export const tellFailed = (text: string): string => (saysError.test(text) ? text : `Error: ${text}`)

import { isReferable } from '../../ir/reference.ts'

/** One part of a name, as a path has it: `{id}` or `{id}:{verb}`. */
export const readVerb = (written: string): { readonly id: string; readonly verb: string } => {
  const colon = written.indexOf(':')
  return colon < 0
    ? { id: written, verb: '' }
    : { id: written.slice(0, colon), verb: written.slice(colon + 1) }
}

/** It is put into a path, and must not lead to another one. */
export const isPlainId = (id: string): boolean => isReferable(id) && /^[\w-]+$/.test(id)

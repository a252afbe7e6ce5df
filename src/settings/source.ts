/** Where a value comes from. */
export type Source =
  | { readonly type: 'default' }
  | { readonly type: 'file'; readonly file: string }
  /** Changed while the program ran, and stored. */
  | { readonly type: 'runtime' }
  | { readonly type: 'environment'; readonly name: string }
  | { readonly type: 'flag'; readonly name: string }

export const sourceText = (source: Source): string => {
  switch (source.type) {
    case 'default':
    case 'runtime':
      return source.type
    case 'file':
      return `file ${source.file}`
    case 'environment':
      return `environment ${source.name}`
    case 'flag':
      return `flag ${source.name}`
    default:
      return source satisfies never
  }
}

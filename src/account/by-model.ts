/** Clients choose the names of models, and each change of a status travels as a whole: of so many models something is kept. */
export const MAX_MODELS = 100

/** What is known of a model now, in place of what was known of it before. The latest is last, and the oldest is let go. */
export const withModel = <Known extends { readonly model: string }>(
  known: readonly Known[],
  one: Known,
): readonly Known[] => [
  ...known.filter(({ model }) => model !== one.model).slice(-(MAX_MODELS - 1)),
  one,
]

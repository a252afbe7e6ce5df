/** Reads an environment variable; an empty one counts as not there. */
export type Environment = (name: string) => string | undefined

export type Filled = {
  readonly text: string
  /** Something was filled in: what came is text, whatever it stands for. */
  readonly wasFilled: boolean
  /** Names the environment does not have. */
  readonly missing: readonly string[]
}

const place = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** Fills `${NAME}` from the environment, once: what is filled in is not looked at again. `$${` is a plain `${`. */
export const interpolate = (text: string, environment: Environment): Filled => {
  const missing: string[] = []
  let wasFilled = false
  const filled = text.replaceAll(place, (match, name: string | undefined) => {
    if (name === undefined) return '${'
    wasFilled = true
    const value = environment(name)
    if (value === undefined) missing.push(name)
    return value ?? match
  })
  return { text: filled, wasFilled, missing }
}

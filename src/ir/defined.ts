/** `{...given({ name })}`: a member that is there only when it has a value. */
export const given = <Members extends object>(members: Members): Given<Members> => {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(members)) if (value !== undefined) kept[key] = value
  return kept as Given<Members>
}

export type Given<Members> = { [Key in keyof Members]?: Exclude<Members[Key], undefined> }

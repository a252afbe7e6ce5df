/** The fields of a form as a schema wants them: whole numbers and truths are texts there, `name[]` is a list. */
export const fieldsOf = (form: FormData): Readonly<Record<string, unknown>> => {
  const fields: Record<string, unknown> = {}
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).map(readValue)
    fields[name.replace(/\[\]$/, '')] = name.endsWith('[]') ? values : values.at(-1)
  }
  return fields
}

const readValue = (value: File | string): unknown => {
  if (typeof value !== 'string') return { name: value.name, type: value.type, size: value.size }
  if (value === 'true' || value === 'false') return value === 'true'
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

const between = ','

/** The values of a filter that may name several: how they stand in the address of the screen and of the API. */
export function valuesOf(text: string | undefined): readonly string[] {
  return text ? text.split(between) : []
}

/** The filter with a value more, or without it where it was set; nothing where none is left. */
export function toggled(text: string | undefined, value: string): string | undefined {
  const values = valuesOf(text)
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  return next.join(between) || undefined
}

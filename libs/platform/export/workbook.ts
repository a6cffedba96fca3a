/** A cell of a workbook that is a text whatever it holds, so that none is a formula. */
export function textCell(value: string) {
  return { value, type: String }
}

export function boldCell(value: string) {
  return { ...textCell(value), fontWeight: 'bold' as const }
}

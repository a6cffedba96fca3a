/** A cell of a workbook that is a text whatever it holds, so that none is a formula. */
export function textCell(value: string) {
  return { value, type: String }
}

export function boldCell(value: string) {
  return { ...textCell(value), fontWeight: 'bold' as const }
}

/** An amount of whole units: a number as long as one is exact, up to fifteen digits; a longer one stays a text. */
export function moneyCell(amount: string) {
  return /^-?\d{1,13}\.\d\d$/.test(amount) ? { value: Number(amount), type: Number, format: '#,##0.00' } : textCell(amount)
}

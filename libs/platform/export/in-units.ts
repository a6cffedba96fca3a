/** `123456` → `1234.56`, since a spreadsheet knows no minor units. Every currency that Passage keeps accounts in has two decimal places. */
export function inUnits(minor: string): string {
  const [sign, digits] = minor.startsWith('-') ? ['-', minor.slice(1)] : ['', minor]
  const padded = digits.padStart(3, '0')
  return `${sign}${padded.slice(0, -2)}.${padded.slice(-2)}`
}

import { Children, isXmlText, MalformedMessage, only, readXml, textOf, type XmlElement } from './xml-reader'

/** How many decimals a currency has (ISO 4217). A currency that is not named here cannot be paid. */
const EXPONENTS: Readonly<Record<string, number>> = { MMK: 2, THB: 2, USD: 2, INR: 2 }

/** The currencies that messages may carry. */
export const CURRENCIES: readonly string[] = Object.keys(EXPONENTS)

/** ISO 20022 allows eighteen digits in an amount, with those after the point. */
const LARGEST = 10n ** 18n - 1n

// Each check below serves both directions, so that no writer can produce what its reader refuses. `at` names the element.

/** A currency of the list above. */
export function currency(value: string, at: string): string {
  if (!Object.hasOwn(EXPONENTS, value)) {
    throw new MalformedMessage(
      at,
      `has a currency that is not known: ${JSON.stringify(value)}; known are ${CURRENCIES.join(', ')}`,
    )
  }
  return value
}

/** Minor units as the decimal string of a message: 123456n of THB is `1234.56`. Zero is allowed, below zero is not. */
export function toDecimal(minor: bigint, code: string, at: string): string {
  const exponent = EXPONENTS[currency(code, at)]!
  if (minor < 0n || minor > LARGEST) throw new MalformedMessage(at, 'must lie between 0 and eighteen digits')
  const digits = minor.toString().padStart(exponent + 1, '0')
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** The decimal string of a message as minor units; more decimals than the currency has are refused, never rounded. */
export function fromDecimal(text: string, code: string, at: string): bigint {
  const exponent = EXPONENTS[currency(code, at)]!
  const parts = /^(\d{1,18})(?:\.(\d{1,5}))?$/.exec(text)
  if (!parts) throw new MalformedMessage(at, `is not an amount: ${JSON.stringify(text)}`)
  const decimals = parts[2] ?? ''
  if (decimals.length > exponent) throw new MalformedMessage(at, `has more decimals than ${code} has (${exponent})`)
  const minor = BigInt(parts[1]! + decimals.padEnd(exponent, '0'))
  if (minor > LARGEST) throw new MalformedMessage(at, 'has more than eighteen digits')
  return minor
}

/** An amount that must be above zero. */
export function positive(minor: bigint, at: string): bigint {
  if (minor <= 0n) throw new MalformedMessage(at, 'must be above zero')
  return minor
}

/** An identifier: letters, digits, dot, colon, underscore and dash, so that it also stands in an address. */
export function identifier(value: string, at: string, longest = 35): string {
  if (!/^[A-Za-z0-9._:-]+$/.test(value) || value.length > longest) {
    throw new MalformedMessage(
      at,
      `is not an identifier of 1 to ${longest} letters, digits and . _ : -: ${JSON.stringify(value.slice(0, 60))}`,
    )
  }
  return value
}

/** A name of up to 140 characters on one line, without blanks around it. */
export function nameText(value: string, at: string): string {
  if (
    value === '' ||
    value.trim() !== value ||
    /[\n\r\t\u0085\u2028]/.test(value) ||
    !isXmlText(value) ||
    [...value].length > 140
  ) {
    throw new MalformedMessage(at, 'must be 1 to 140 characters on one line, without blanks around them')
  }
  return value
}

/** A synthetic payee reference, `PAYEE 4F2A…`. Hexadecimal only: a person's name cannot leave the house through this element. */
export function payeeName(value: string, at: string): string {
  if (!/^PAYEE [0-9A-Fa-f-]{4,64}$/.test(value)) {
    throw new MalformedMessage(at, 'must be a synthetic payee reference, as in "PAYEE 4F2A90C1": hexadecimal, never a name')
  }
  return value
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function day(value: string, at: string): string {
  const real =
    /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value)
  if (!real) throw new MalformedMessage(at, `is not a day of the calendar: ${JSON.stringify(value.slice(0, 40))}`)
  return value
}

/** A moment in UTC, as `Date.toISOString` writes it. */
export function moment(value: string, at: string): string {
  const real = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value))
  if (!real || new Date(value).toISOString() !== value) {
    throw new MalformedMessage(at, `is not a moment in UTC with milliseconds: ${JSON.stringify(value.slice(0, 40))}`)
  }
  return value
}

/** A count written in digits. */
export function count(value: string, at: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new MalformedMessage(at, `is not a number: ${JSON.stringify(value.slice(0, 40))}`)
  return Number(value)
}

/** A reason of ISO's external code lists: four letters and digits, as in AC04. */
export function reasonCode(value: string, at: string): string {
  if (!/^[A-Z]{2}[A-Z0-9]{2}$/.test(value))
    throw new MalformedMessage(at, `is not a reason code: ${JSON.stringify(value.slice(0, 40))}`)
  return value
}

/** The amount in an element with its currency in `Ccy`. */
export function amountOf(element: XmlElement): { amount: bigint; currency: string } {
  const code = element.attributes.get('Ccy')
  if (code === undefined) throw new MalformedMessage(element.path, 'has no currency (attribute Ccy)')
  return { amount: fromDecimal(textOf(element, ['Ccy']), code, element.path), currency: code }
}

/** Opens a document: root and namespace must be those of the message, and the message its only child. */
export function openMessage(xml: string, namespace: string, message: string): XmlElement {
  const root = readXml(xml)
  if (root.name !== 'Document') throw new MalformedMessage(root.path, 'is the root where Document should be')
  const found = root.attributes.get('xmlns')
  if (found !== namespace)
    throw new MalformedMessage('Document', `has the namespace ${JSON.stringify(found ?? '')} instead of ${namespace}`)
  const children = new Children(root, ['xmlns'])
  const body = children.one(message)
  children.end()
  return body
}

/** An account under `Id/Othr/Id`: a fictional wallet, never an IBAN. */
export function accountOf(account: XmlElement): string {
  const id = only(account, 'Id', 'Othr', 'Id')
  return identifier(textOf(id), id.path, 34)
}

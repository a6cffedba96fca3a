import type { Prng } from './prng'

/** What stands in the demo where a real record would have a person's identifiers. None of them can belong to anybody. */
export interface SyntheticIdentifiers {
  readonly nrc: string
  readonly nrcBurmese: string
  readonly phone: string
  readonly email: string
}

/** Three syllables that are no township's, in both scripts. */
const townships: readonly (readonly [string, string])[] = [
  ['ZaZaZa', 'ဇဇဇ'],
  ['NyaNyaNya', 'ညညည'],
  ['NgaNgaNga', 'ငငင'],
  ['GaGaGa', 'ဂဂဂ'],
  ['BaBaBa', 'ဘဘဘ'],
]

/** An NRC number of state 99. Myanmar has fourteen states and regions, so no card bears it. */
export function syntheticNrc(prng: Prng): { latin: string; burmese: string } {
  const [latin, burmese] = prng.pick(townships)
  const number = prng.digits(6)
  return { latin: `99/${latin}(N)${number}`, burmese: `${inBurmese('99')}/${burmese}(နိုင်)${inBurmese(number)}` }
}

/** A phone number that cannot be dialled: after +95 no number begins with four zeros. */
export function syntheticPhone(prng: Prng): string {
  return `+95 0000 ${prng.digits(6)}`
}

/** An address in a domain that RFC 2606 keeps out of use for ever. */
export function syntheticEmail(prng: Prng, latinName: string): string {
  const name = latinName
    .toLowerCase()
    .replace(/[^a-z]+/g, '.')
    .replace(/^\.|\.$/g, '')
  return `${name || 'person'}.${prng.digits(3)}@example.org`
}

/** All of a person's identifiers. */
export function syntheticIdentifiers(prng: Prng, latinName: string): SyntheticIdentifiers {
  const nrc = syntheticNrc(prng.fork('nrc'))
  return {
    nrc: nrc.latin,
    nrcBurmese: nrc.burmese,
    phone: syntheticPhone(prng.fork('phone')),
    email: syntheticEmail(prng.fork('email'), latinName),
  }
}

function inBurmese(digits: string): string {
  return digits.replace(/[0-9]/g, (digit) => String.fromCharCode(0x1040 + Number(digit)))
}

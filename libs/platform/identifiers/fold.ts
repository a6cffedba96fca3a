/** A text made comparable character by character, with the way back to the places in the original. */
export interface Folded {
  text: string
  /** The place in the original of the folded character at `index`; `index` may be the length. */
  place(index: number): number
}

// eslint-disable-next-line no-control-regex -- all of ASCII, control characters too
const ascii = /^[\x00-\x7f]*$/
const anyDigit = /[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59\u1040-\u1049\u1090-\u1099\uff10-\uff19]/

/** The first digit of each script in which people of the region write numbers. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x0e50, 0x1040, 0x1090, 0xff10]

/** Whether a text holds a digit of any script that the guard reads. Without one, only an e-mail address can be in it. */
export function hasDigit(text: string): boolean {
  return anyDigit.test(text)
}

/**
 * Folds what people type for the same thing into one form: digits of other scripts, full-width characters, dashes, slashes and spaces.
 * Characters without width are dropped, because they hide a number from a pattern but not from a reader.
 */
export function fold(text: string): Folded {
  if (ascii.test(text)) return { text: zeroForO(text), place: (index) => index }
  const places: number[] = []
  let folded = ''
  for (let i = 0; i < text.length; i++) {
    const character = foldOne(text.charCodeAt(i))
    if (character === '') continue
    folded += character
    places.push(i)
  }
  places.push(text.length)
  return { text: zeroForO(digitsForLetters(folded)), place: (index) => places[index] ?? text.length }
}

function foldOne(unit: number): string {
  if (unit < 0x80) return String.fromCharCode(unit)
  for (const zero of zeros) if (unit >= zero && unit <= zero + 9) return String.fromCharCode(0x30 + unit - zero)
  if (unit >= 0xff01 && unit <= 0xff5e) return String.fromCharCode(unit - 0xfee0)
  if (unit === 0xad || (unit >= 0x200b && unit <= 0x200f) || (unit >= 0x202a && unit <= 0x202e)) return ''
  if ((unit >= 0x2060 && unit <= 0x2064) || (unit >= 0x2066 && unit <= 0x2069) || unit === 0xfeff) return ''
  if (unit === 0xa0 || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f || unit === 0x205f || unit === 0x3000) return ' '
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212 || unit === 0xfe58 || unit === 0xfe63) return '-'
  if (unit === 0x2044 || unit === 0x2215 || unit === 0x29f8) return '/'
  if (unit === 0xb7 || unit === 0x2022 || unit === 0x2027 || unit === 0x2024) return '.'
  if (unit === 0xfe6b) return '@'
  return String.fromCharCode(unit)
}

const numberWithLetters = /[0-9ဝရ](?:[ .\-()]{0,3}[0-9ဝရ])*/g
const burmeseLetter = /[\u1000-\u103f\u1050-\u108f\uaa60-\uaa7f]/

/**
 * Many keyboards give the letter ဝ for the digit zero (and ရ for seven), and readers see no difference. Inside a number they are digits;
 * at its end, before another letter, a ဝ begins the next word (၅ဝန်ထမ်း, five staff), unless the number is already as long as a phone number.
 */
function digitsForLetters(text: string): string {
  if (!/[ဝရ]/.test(text)) return text
  return text.replace(numberWithLetters, (run: string, at: number) => {
    if (!/[0-9]/.test(run) || !/[ဝရ]/.test(run)) return run
    const beginsAWord = burmeseLetter.test(text.charAt(at + run.length))
    let out = ''
    for (let i = 0; i < run.length; i++) {
      const last = i === run.length - 1
      if (run[i] === 'ဝ') out += last && beginsAWord && out.replace(/[^0-9]/g, '').length < 6 ? 'ဝ' : '0'
      else if (run[i] === 'ရ') out += /[0-9ဝ]/.test(run[i - 1] ?? '') && /[0-9ဝ]/.test(run[i + 1] ?? '') ? '7' : 'ရ'
      else out += run[i]
    }
    return out
  })
}

/** A Latin O typed for the zero of a mobile number, as in O9 791… */
function zeroForO(text: string): string {
  return text.includes('O') || text.includes('o') ? text.replace(/(?<![A-Za-z0-9])[Oo](?=[ -]?9[ -]?\d)/g, '0') : text
}

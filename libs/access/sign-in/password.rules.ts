import { Refused } from '@passage/platform'
import { isCommonPassword } from './common-passwords'

/** ASVS 5.0, 6.2.1 and 6.2.9: long, and long ones allowed; no rule about which characters (6.2.5). */
const fewestCharacters = 12
const mostCharacters = 200
/** How many different characters a password must have beside the words and runs that everybody tries. */
const fewestOfItsOwn = 5

/**
 * The words of which the passwords are made that everybody tries first, in small letters. Beside the list of {@link isCommonPassword}, which
 * no more than names what was common once: with twelve characters as the least, people put two of these together, or digits behind one.
 */
const words = [
  ...['password', 'passwort', 'passphrase', 'passw', 'letmein', 'welcome', 'login', 'logmein', 'admin', 'administrator', 'root'],
  ...['secret', 'changeme', 'default', 'guest', 'master', 'superman', 'batman', 'spiderman', 'pokemon', 'starwars', 'startrek'],
  ...[
    'iloveyou',
    'loveyou',
    'iloveu',
    'lovely',
    'love',
    'forever',
    'princess',
    'prince',
    'sunshine',
    'dragon',
    'monkey',
    'shadow',
  ],
  ...['football', 'baseball', 'basketball', 'soccer', 'hockey', 'liverpool', 'chelsea', 'arsenal', 'barcelona', 'manchester'],
  ...[
    'michael',
    'jennifer',
    'jessica',
    'ashley',
    'charlie',
    'daniel',
    'jordan',
    'thomas',
    'michelle',
    'andrew',
    'matthew',
    'robert',
  ],
  ...['freedom', 'whatever', 'trustno', 'computer', 'internet', 'samsung', 'google', 'facebook', 'microsoft', 'windows', 'apple'],
  ...['hello', 'flower', 'cookie', 'cheese', 'banana', 'orange', 'purple', 'chocolate', 'killer', 'hunter', 'ranger', 'summer'],
  ...['winter', 'spring', 'autumn', 'january', 'february', 'march', 'april', 'june', 'july', 'august', 'september', 'october'],
  ...[
    'november',
    'december',
    'monday',
    'tuesday',
    'wednesday',
    'thursday',
    'friday',
    'saturday',
    'sunday',
    'test',
    'testing',
    'demo',
  ],
  ...[
    'trainer',
    'training',
    'myanmar',
    'burma',
    'yangon',
    'rangoon',
    'mandalay',
    'thailand',
    'maesot',
    'mingalaba',
    'qwerty',
    'azerty',
  ],
  ...[
    'asdf',
    'zxcv',
    'qazwsx',
    'mustang',
    'ferrari',
    'mercedes',
    'porsche',
    'family',
    'mother',
    'father',
    'blessed',
    'jesus',
    'angel',
  ],
]
  // The longest first, so that "passphrase" is not "pass" and a rest.
  .sort((a, b) => b.length - a.length)

/** Rows of keys, the alphabet, and the zigzags over two rows. */
const rows = [
  ...['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'azertyuiop', '1234567890', '0123456789', 'abcdefghijklmnopqrstuvwxyz'],
  ...['1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', '1qaz2wsx3edc4rfv5tgb', 'zaq12wsxcde34rfv', 'qazwsxedcrfvtgb'],
]
const runs = [...rows, ...rows.map((row) => [...row].reverse().join(''))]
const shortestRun = 3

/**
 * Whether a password may be taken. Every character counts as one, and none is cut off or changed.
 * @throws Refused `input.password` that says what it lacks
 */
export function assertGoodPassword(password: string, username: string): void {
  const length = [...password].length
  if (length < fewestCharacters)
    throw refused(`has ${length} characters, and needs ${fewestCharacters}`, 'Take four words that do not belong together.')
  if (length > mostCharacters)
    throw refused(`has more than ${mostCharacters} characters`, `Take one of at most ${mostCharacters}.`)
  const plain = password.toLowerCase()
  for (const known of [username.toLowerCase(), 'passage']) {
    if (plain.includes(known)) throw refused(`holds the word ${known}, which everybody tries`, 'Leave it out.')
  }
  if (isCommonPassword(password) || ownCharacters(plain) < fewestOfItsOwn) {
    throw refused(
      'is one that everybody tries: a common word, a run of keys, or one character again and again',
      'Take four words that do not belong together.',
    )
  }
}

/** How many different characters are left when years, runs of keys and common words are taken out. */
function ownCharacters(plain: string): number {
  let rest = plain.replace(/(19|20)\d{2}/g, ' ')
  for (const run of runs) {
    for (let length = run.length; length >= shortestRun; length -= 1) {
      for (let at = 0; at + length <= run.length; at += 1) rest = rest.replaceAll(run.slice(at, at + length), ' ')
    }
  }
  rest = unmasked(rest)
  for (const word of words) rest = rest.replaceAll(word, ' ')
  return new Set(rest.replaceAll(' ', '')).size
}

/** Letters that are written with digits and signs, as in P@ssw0rd. */
function unmasked(text: string): string {
  return [...text].map((character) => masks[character] ?? character).join('')
}

const masks: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

function refused(what: string, fix: string): Refused {
  return Refused.field('newPassword', `This password ${what}.`, fix, 'input.password')
}

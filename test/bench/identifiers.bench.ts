import { findIdentifiers } from '@passage/platform'
import { harmless } from '../../libs/platform/identifiers/harmless'
import { anEmail, anNrc, aPhone, aPosition, Draws, inASentence } from '../../libs/platform/identifiers/samples'
import { progress, report } from './support'

/**
 * How well the guard tells what looks like a real person's identifier from what does not, and how fast: 50,000 generated identifiers
 * (a quarter each NRC numbers, phone numbers, addresses, positions; Latin and Myanmar digits, Zawgyi and Unicode, separators, MGRS and decimal), alone and in a
 * sentence, and as many texts that hold none. `npm run bench -- identifiers [samples] [seed]`.
 */
const samples = Number(process.argv[2] ?? 50_000)
const seed = Number(process.argv[3] ?? 2026)
const sorts = { nrc: anNrc, phone: aPhone, email: anEmail, coordinates: aPosition }

const draw = new Draws(seed)
const identifiers = Object.entries(sorts).flatMap(([kind, make]) =>
  Array.from({ length: samples / 4 }, () => {
    const one = make(draw)
    return { kind, text: draw.below(2) === 0 ? one : inASentence(draw, one) }
  }),
)
const others = Array.from({ length: samples }, () => harmless(draw))

const began = performance.now()
const missed = identifiers.filter(({ text }) => findIdentifiers(text).length === 0)
const alarms = others.filter((text) => findIdentifiers(text).length > 0)
const seconds = (performance.now() - began) / 1000

for (const kind of Object.keys(sorts))
  progress(`${kind}: missed ${missed.filter((one) => one.kind === kind).length} of ${samples / 4}`)
progress(`false alarms: ${alarms.length} of ${others.length}`)
for (const text of alarms.slice(0, 5)) progress(`  for example: ${text}`)
report('identifiers', {
  recall: 1 - missed.length / identifiers.length,
  false_alarms: alarms.length / others.length,
  checks_per_second: (identifiers.length + others.length) / seconds,
  samples: identifiers.length + others.length,
})

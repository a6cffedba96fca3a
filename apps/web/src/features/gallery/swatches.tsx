import { useTexts } from '../../i18n'
import { Section } from '../../ui/page'

/** Grounds with the ink that is written on them, by their tokens. */
const pairs = [
  ['--sheet', '--mantine-color-text'],
  ['--sheet', '--ink-faint'],
  ['--ground', '--ink-faint'],
  ['--sheet', '--link'],
  ['--sheet', '--wrong'],
  ['--notice', '--notice-ink'],
  ['--tone-plain', '--tone-plain-ink'],
  ['--tone-busy', '--tone-busy-ink'],
  ['--tone-good', '--tone-good-ink'],
  ['--tone-warn', '--tone-warn-ink'],
  ['--tone-stop', '--tone-stop-ink'],
] as const

const sizes = ['--text-small', '--text-less', '--text', '--text-figure', '--text-big'] as const

/** The tokens: colours in the theme that is on, and sizes of type. */
export function Swatches() {
  const { t } = useTexts()
  return (
    <Section title={t('gallery.tokens')}>
      <ul className="swatches">
        {pairs.map(([ground, ink]) => (
          <li key={ground + ink} style={{ background: `var(${ground})`, color: `var(${ink})` }}>
            <code>{ink.slice(2)}</code>
          </li>
        ))}
      </ul>
      <ul className="plain gallery-sizes">
        {sizes.map((size) => (
          <li key={size} style={{ fontSize: `var(${size})` }}>
            Passage · မြန်မာ <code>{size.slice(2)}</code>
          </li>
        ))}
      </ul>
    </Section>
  )
}

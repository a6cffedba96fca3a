import { comma, useTexts } from '../../i18n'
import type { Reader, When } from './policy-data'

/** When a role reads a field, as a clause. */
export function useWhen(): (when: When) => string {
  const { t, word } = useTexts()
  return (when) => {
    if (when === 'always') return t('policy.always')
    if (when === 'own_site') return t('policy.own_site')
    const states = when.states.map((state) => word('state', `case.${state}`)).join(comma())
    return when.held ? t('policy.in_states_or_held', { states }) : t('policy.in_states', { states })
  }
}

/** Readers, those with the same condition together. */
export function Readers({ readers }: { readers: readonly Reader[] }) {
  const { t, word } = useTexts()
  const whenText = useWhen()
  if (readers.length === 0) return <span className="faint">{t('policy.nobody')}</span>
  const byWhen = new Map<string, string[]>()
  for (const { role, when } of readers) {
    const clause = whenText(when)
    byWhen.set(clause, [...(byWhen.get(clause) ?? []), word('role', role)])
  }
  return (
    <ul className="plain small">
      {[...byWhen].map(([clause, roles]) => (
        <li key={clause}>
          <span className="faint">{clause}:</span> {roles.join(comma())}
        </li>
      ))}
    </ul>
  )
}

import type { ReactNode } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { money } from '../../ui/money'
import { DateText, MoneyText, Show } from '../../ui/values'
import type { Dated, Standing } from './rule-data'

interface Props<T extends Dated> {
  standings: readonly Standing<T>[]
  /** What a rule is about, in words. */
  name: (rule: T) => ReactNode
  /** What else is said of the present one. */
  more?: (rule: T) => ReactNode
}

/** What is in force today, what it replaced, and what comes after it. */
export function PresentRules<T extends Dated>({ standings, name, more }: Props<T>) {
  const { t } = useTexts()
  return (
    <ul className="present-rules">
      {standings.map(({ key, present, before, next }) => {
        const any = present ?? next[0] ?? before
        return (
          <li key={key}>
            <h3>{any && name(any)}</h3>
            {present ? (
              <>
                <p className="present-amount">
                  <Amount rule={present} />
                </p>
                <p>
                  {t('rules.since')} <DateText value={present.from} />
                  {plain(present.until) && (
                    <>
                      {' · '}
                      {t('rules.ends')} <DateText value={present.until} />
                    </>
                  )}
                </p>
                {more?.(present)}
                <p className="small faint">
                  {t('rules.source')}: <Show value={present.source} />
                </p>
              </>
            ) : (
              <p className="faint">{t('rules.none_today')}</p>
            )}
            {before && (
              <p className="small">
                {present ? t('rules.replaced') : t('rules.last_was')} <Amount rule={before} />
                {' · '}
                {t('rules.ended')} <DateText value={before.until} />
              </p>
            )}
            {next.map((rule) => (
              <p key={rule.id} className="small">
                {t('rules.comes')} <DateText value={rule.from} />: <Amount rule={rule} />
              </p>
            ))}
          </li>
        )
      })}
    </ul>
  )
}

function Amount({ rule }: { rule: Dated }) {
  return <MoneyText value={money(rule.amount, rule.currency)} />
}

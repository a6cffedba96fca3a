import { Link } from '@tanstack/react-router'
import { isRedacted, plain, type Maybe } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatMoney, formatNumber } from '../../i18n/format'
import { money } from '../../ui/money'
import { MoneyText, NumberText, Show } from '../../ui/values'
import type { RunBefore } from './run-data'

interface Props {
  people: Maybe<number>
  /** How the count is called: people before a run exists, payments then. */
  called: string
  total: Maybe<string>
  currency: string
  before: Maybe<RunBefore | null>
  /** What is free on the budget line, in minor units. */
  free: Maybe<string>
  /** Whether the total is still to come off it. */
  takes: boolean
}

/** What a run comes to, against the one before, and what it does to its budget line. */
export function RunTiles({ people, called, total, currency, before, free, takes }: Props) {
  const { t, language } = useTexts()
  const [freeNow, sum] = [plain(free), plain(total)]
  const after = takes && freeNow !== undefined && sum !== undefined ? String(BigInt(freeNow) - BigInt(sum)) : null
  return (
    <dl className="tiles">
      <div>
        <dt>{called}</dt>
        <dd>
          <NumberText value={people} />
        </dd>
      </div>
      <div>
        <dt>{t('run.total')}</dt>
        <dd>
          <MoneyText value={money(total, currency)} />
        </dd>
      </div>
      <div>
        <dt>{t('run.difference')}</dt>
        <dd>
          {isRedacted(before) || before ? (
            <Show value={before as Maybe<RunBefore>}>
              {(one) => (
                <>
                  <span className="figure">
                    {sum === undefined
                      ? '–'
                      : difference(BigInt(sum) - BigInt(one.total), (amount) => formatMoney({ amount, currency }, language))}
                  </span>
                  <span className="tile-more">
                    <Link to="/runs/$runId" params={{ runId: one.id }}>
                      {one.reference}
                    </Link>{' '}
                    {difference(BigInt(plain(people) ?? 0) - BigInt(one.payments), (n) => formatNumber(n, language))}
                    {' · '}
                    {t('run.payments')}
                  </span>
                </>
              )}
            </Show>
          ) : (
            <span className="tile-more">{t('run.first_of_kind')}</span>
          )}
        </dd>
      </div>
      <div>
        <dt>{takes ? t('run.line_before_after') : t('run.line_left')}</dt>
        <dd>
          <MoneyText value={money(free, currency)} />
          {after !== null && (
            <span className="tile-more becomes" data-short={after.startsWith('-') || undefined}>
              <span className="unseen">{t('effect.becomes')}</span> <MoneyText value={money(after, currency)} />
            </span>
          )}
        </dd>
      </div>
    </dl>
  )
}

/** With its sign, also where it is above zero. */
function difference(by: bigint, write: (text: string) => string): string {
  return by > 0n ? `+${write(String(by))}` : by < 0n ? `−${write(String(-by))}` : `±${write('0')}`
}

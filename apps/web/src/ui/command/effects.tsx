import type { ReactNode } from 'react'
import { isRedacted, plain, type Maybe } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { Covered, DateText, MoneyText, StateTag } from '../values'
import { groupMoves, type Effects, type MoneyEffect, type Move, type PlaceEffect } from './effects-data'

/** What a command would do: the states that follow, the places that it takes or gives back, the budget before and after. */
export function EffectsShown({ effects }: { effects: Effects }) {
  const { t } = useTexts()
  return (
    <dl className="effects">
      <Part title={t('effect.moves')} rows={effects.moves} none={t('effect.no_moves')}>
        {(moves) => <Moves moves={moves} inAll={plain(effects.moveCount) ?? moves.length} />}
      </Part>
      <Part title={t('effect.places')} rows={effects.places} none={t('effect.no_places')}>
        {(places) => <Places places={places} />}
      </Part>
      <Part title={t('effect.money')} rows={effects.money} none={t('effect.no_money')}>
        {(money) => <Budget money={money} />}
      </Part>
    </dl>
  )
}

interface PartProps<T> {
  title: string
  rows: Maybe<readonly Maybe<T>[]>
  none: string
  children: (rows: readonly T[]) => ReactNode
}

function Part<T>({ title, rows, none, children }: PartProps<T>) {
  const readable = isRedacted(rows) ? [] : (rows as readonly Maybe<T>[]).filter((row): row is T => !isRedacted(row))
  const covered = isRedacted(rows) || readable.length < (rows as readonly unknown[]).length
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {readable.length > 0 && children(readable)}
        {covered ? <Covered /> : readable.length === 0 && <span className="faint">{none}</span>}
      </dd>
    </div>
  )
}

function Moves({ moves, inAll }: { moves: readonly Move[]; inAll: number }) {
  const { t, word, language } = useTexts()
  return (
    <ul className="plain effect-moves">
      {groupMoves(moves).map(({ kind, from, to, count }) => (
        <li key={`${kind}.${from}.${to}`}>
          <strong>
            {word('kind', kind)}
            {count > 1 && ` × ${formatNumber(count, language)}`}
          </strong>{' '}
          {from === to ? (
            <span className="faint">{t('effect.stays')}</span>
          ) : (
            <>
              {from && (
                <>
                  <StateTag kind={kind} state={from} /> <span className="arrow" aria-hidden />
                  <span className="unseen">{t('effect.becomes')}</span>{' '}
                </>
              )}
              <StateTag kind={kind} state={to} />
            </>
          )}
        </li>
      ))}
      {inAll > moves.length && <li className="faint">{t('effect.more', { n: formatNumber(inAll, language) })}</li>}
    </ul>
  )
}

function Places({ places }: { places: readonly PlaceEffect[] }) {
  const { t, language } = useTexts()
  return (
    <ul className="plain">
      {places.map(({ siteId, siteName, people, from, to }) => (
        <li key={`${siteId}.${from}.${to}.${people}`}>
          <strong>{siteName}</strong>:{' '}
          {people > 0
            ? t('effect.taken', { n: formatNumber(people, language) })
            : t('effect.given_back', { n: formatNumber(-people, language) })}
          <div className="small faint">
            <DateText value={from} /> – {to === null ? t('effect.open_end') : <DateText value={to} />}
          </div>
        </li>
      ))}
    </ul>
  )
}

function Budget({ money }: { money: readonly MoneyEffect[] }) {
  const { t } = useTexts()
  return (
    <ul className="plain">
      {money.map(({ budgetLineId, budgetLine, currency, before, after }) => (
        <li key={budgetLineId}>
          <strong>{budgetLine}</strong>
          <div>
            <span className="faint">{t('effect.free')}</span> <MoneyText value={{ amount: before, currency }} />{' '}
            <span className="arrow" aria-hidden />
            <span className="unseen">{t('effect.becomes')}</span> <MoneyText value={{ amount: after, currency }} />
          </div>
        </li>
      ))}
    </ul>
  )
}

import type { ReactNode } from 'react'
import { isRedacted, type Maybe, type Money } from '../api/types'
import { formatDate, formatMoney, formatNumber, formatTime } from '../i18n/format'
import { useTexts } from '../i18n'
import { Covered } from './covered'
import { toneOf } from './tones'

export { Covered }

/** Shows a value, a covered field, or a dash when there is none. */
export function Show<T>({
  value,
  children,
}: {
  value: Maybe<T> | null | undefined
  children?: (value: NonNullable<T>) => ReactNode
}) {
  if (isRedacted(value)) return <Covered />
  if (value === null || value === undefined || value === '') return <span className="faint">–</span>
  return <>{children ? children(value as NonNullable<T>) : String(value)}</>
}

export function DateText({ value }: { value: Maybe<string | null> | undefined }) {
  const { language } = useTexts()
  return <Show value={value}>{(iso) => <time dateTime={String(iso)}>{formatDate(String(iso), language)}</time>}</Show>
}

export function TimeText({ value }: { value: Maybe<string | null> | undefined }) {
  const { language } = useTexts()
  return <Show value={value}>{(iso) => <time dateTime={String(iso)}>{formatTime(String(iso), language)}</time>}</Show>
}

export function MoneyText({ value }: { value: Maybe<Money | null> | undefined }) {
  const { language } = useTexts()
  return <Show value={value}>{(money) => <span className="figure">{formatMoney(money as Money, language)}</span>}</Show>
}

export function NumberText({ value }: { value: Maybe<number | string | null> | undefined }) {
  const { language } = useTexts()
  return <Show value={value}>{(n) => <span className="figure">{formatNumber(n as number, language)}</span>}</Show>
}

export function Word({ group, code }: { group: string; code: Maybe<string | null> | undefined }) {
  const { word } = useTexts()
  return <Show value={code}>{(text) => word(group, String(text))}</Show>
}

/** A state as plain, inert text on a tint; it never looks as if it could be pressed. */
export function StateTag({ kind, state }: { kind: string; state: Maybe<string | null> | undefined }) {
  const { word } = useTexts()
  return (
    <Show value={state}>
      {(name) => (
        <span className="tag" data-tone={toneOf(kind, String(name))}>
          {word('state', `${kind}.${String(name)}`)}
        </span>
      )}
    </Show>
  )
}

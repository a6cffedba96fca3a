import { TextInput, type TextInputProps } from '@mantine/core'
import { Suspense, useEffect, useState, type Ref } from 'react'
import { useTexts } from '../i18n'
import { formatDate, formatMonth } from '../i18n/format'
import { readDay, readMonth } from './day-text'
import { later } from './later'

const DayChoice = later(() => import('./day-choice'), 'DayChoice')

interface Props extends Omit<TextInputProps, 'value' | 'onChange' | 'type' | 'ref'> {
  /** A day, `2024-06-30`, or with `precision` a month, `2024-06`; empty for none. What was typed and is neither stands there as it is. */
  value: string
  onChange: (value: string) => void
  precision?: 'day' | 'month'
  inputRef?: Ref<HTMLInputElement>
}

/**
 * A day or a month: typed in any usual form and either kind of digits, or chosen in a calendar, and shown in the reader's own words. The browser's own
 * field would show it in the language and the order of the machine, and the digits of neither.
 */
export function DayField({ value, onChange, precision = 'day', inputRef, error, onBlur, ...input }: Props) {
  const { t, language } = useTexts()
  const [typed, setTyped] = useState<string | null>(null)
  const [writing, setWriting] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const read = precision === 'day' ? readDay : readMonth
  const known = read(value)
  const shown = known ? (precision === 'day' ? formatDate(known, language) : formatMonth(known, language)) : value
  const text = typed ?? shown
  const unread = !writing && text !== '' && read(text) === null
  useEffect(() => {
    if (!writing) setTyped(null)
    // Nothing is rewritten under the hands of whoever has begun, even if they have typed nothing yet and a value only comes now.
  }, [value, writing])
  const take = (next: string) => {
    setTyped(next)
    const day = read(next)
    if (day ?? next.trim() === '') onChange(day ?? '')
  }
  const settle = () => {
    setWriting(false)
    // What cannot be read is handed on as it is: whoever asked for the day names the fault.
    if (typed !== null && typed.trim() !== '' && read(typed) === null) onChange(typed)
  }
  return (
    <>
      <TextInput
        {...input}
        ref={inputRef}
        autoComplete="off"
        value={text}
        onFocus={() => {
          setWriting(true)
          setTyped(text)
        }}
        error={error ?? (unread ? t(precision === 'day' ? 'day.unread' : 'day.month_unread') : undefined)}
        onChange={(event) => take(event.currentTarget.value)}
        onBlur={(event) => {
          settle()
          onBlur?.(event)
        }}
        rightSection={
          <button type="button" className="day-button" aria-label={t('day.choose')} onClick={() => setChoosing(true)}>
            <svg aria-hidden width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4">
              <path d="M1.7 3.2h12.6v11H1.7zM1.7 6.6h12.6M5 1.2v3M11 1.2v3" />
            </svg>
          </button>
        }
      />
      <Suspense>
        {choosing && (
          <DayChoice
            value={known}
            precision={precision}
            onClose={() => setChoosing(false)}
            onChoose={(next) => {
              onChange(next)
              setChoosing(false)
            }}
          />
        )}
      </Suspense>
    </>
  )
}

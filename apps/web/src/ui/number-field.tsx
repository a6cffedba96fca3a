import { TextInput, type TextInputProps } from '@mantine/core'
import { useState, type Ref } from 'react'
import { useTexts } from '../i18n'
import { digits, latinDigits } from '../i18n/format'

interface Props extends Omit<TextInputProps, 'value' | 'onChange' | 'type' | 'ref'> {
  /** A whole number from 0 on; empty for none. */
  value: number | ''
  onChange: (value: number | '') => void
  inputRef?: Ref<HTMLInputElement>
}

/** At most fifteen digits: as many as a computer counts exactly. */
const wholeNumber = /^[0-9]{0,15}$/

/**
 * A whole number, typed in either kind of digits and shown in those that the reader chose. The browser's own field, and the library's, know Latin
 * digits alone. What is no digit is not taken.
 */
export function NumberField({ value, onChange, inputRef, onBlur, ...input }: Props) {
  const { language } = useTexts()
  // What is being typed is not rewritten under the hands.
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextInput
      {...input}
      ref={inputRef}
      inputMode="numeric"
      autoComplete="off"
      value={typed ?? digits(String(value), language)}
      onChange={(event) => {
        const next = event.currentTarget.value.trim()
        if (!wholeNumber.test(latinDigits(next))) return
        setTyped(next)
        onChange(next === '' ? '' : Number(latinDigits(next)))
      }}
      onBlur={(event) => {
        setTyped(null)
        onBlur?.(event)
      }}
    />
  )
}

import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { memo, useEffect, useState } from 'react'
import { useTexts } from '../i18n'
import { formatDate, formatNumber } from '../i18n/format'
import { DayField } from './day-field'
import { readDay } from './day-text'
import { toggled, valuesOf } from './several'
import { useNarrow } from './use-narrow'

export interface FilterField {
  readonly name: string
  readonly label: string
  readonly type: 'choice' | 'text' | 'date'
  readonly options?: readonly { value: string; label: string }[]
  /** The filter may name several values (`several.ts`), each with a chip of its own. */
  readonly several?: true
}

interface FilterBarProps {
  fields: readonly FilterField[]
  values: Readonly<Record<string, string | undefined>>
  onChange: (name: string, value: string | undefined) => void
  onClear: () => void
}

/** Filters that live in the URL; what is set shows as chips that come off one by one. */
export function FilterBar({ fields, values, onChange, onClear }: FilterBarProps) {
  const { t, language } = useTexts()
  const narrow = useNarrow()
  const set = fields.flatMap((field) => {
    const text = values[field.name]
    return (field.several ? valuesOf(text) : text ? [text] : []).map((value) => ({ field, value }))
  })
  return (
    <div role="search" aria-label={t('filters.label')}>
      <details className="filters-fold" open={!narrow}>
        <summary>{t('filters.label')}</summary>
        <div className="filters">
          {fields.map((field) => (
            <OneFilter key={field.name} field={field} value={values[field.name] ?? ''} onChange={onChange} />
          ))}
        </div>
      </details>
      {set.length > 0 && (
        <Group gap="xs" mt="sm" role="group" aria-label={t('filters.set')}>
          {set.map(({ field, value }) => {
            const named = field.options?.find((option) => option.value === value)?.label
            const shown = named ?? (field.type === 'date' ? formatDate(value, language) : value)
            return (
              <button
                key={`${field.name} ${value}`}
                type="button"
                className="chip"
                onClick={() => onChange(field.name, field.several ? toggled(values[field.name], value) : undefined)}
                aria-label={t('filters.remove', { name: field.label, value: shown })}
              >
                <span className="faint">{field.label}</span> {shown} <span className="chip-off" aria-hidden />
              </button>
            )
          })}
          {set.length > 1 && (
            <Button variant="subtle" size="compact-sm" onClick={onClear}>
              {t('filters.clear')}
            </Button>
          )}
        </Group>
      )}
    </div>
  )
}

interface OneFilterProps {
  field: FilterField
  value: string
  onChange: FilterBarProps['onChange']
}

/** Drawn anew only when its own value changes, so that a choice in one filter is answered without drawing all the others. */
const OneFilter = memo(function OneFilter({ field, value, onChange }: OneFilterProps) {
  const { t, language } = useTexts()
  const { name, label, type, options = [], several } = field
  // What was chosen stands there at once, also where the address is followed a little later.
  const [chosen, setChosen] = useState(value)
  useEffect(() => setChosen(value), [value])
  const count = several ? valuesOf(chosen).length : 0
  if (type === 'choice')
    return (
      <NativeSelect
        label={label}
        size="sm"
        value={chosen}
        onChange={(event) => {
          setChosen(event.currentTarget.value)
          onChange(name, event.currentTarget.value || undefined)
        }}
        data={[
          { value: '', label: t('filters.any') },
          ...(count > 1 ? [{ value: chosen, label: t('filters.several', { n: formatNumber(count, language) }) }] : []),
          ...options,
        ]}
      />
    )
  if (type === 'date')
    return (
      <DayField
        label={label}
        size="sm"
        value={value}
        onChange={(next) => (next === '' || readDay(next)) && onChange(name, next || undefined)}
      />
    )
  return <TypedFilter field={field} value={value} onChange={(next) => onChange(name, next || undefined)} />
})

/** Typed text becomes a filter with Enter or when the field is left, not at each letter. */
function TypedFilter({ field, value, onChange }: { field: FilterField; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const commit = (next: string) => {
    if (next !== value) onChange(next)
  }
  return (
    <TextInput
      label={field.label}
      size="sm"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => commit(typed.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(typed.trim())
      }}
    />
  )
}

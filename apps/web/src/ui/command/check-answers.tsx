import { Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { comma, useTexts } from '../../i18n'
import { formatDate, formatMonth, formatNumber } from '../../i18n/format'
import { EffectsShown } from './effects'
import type { Effects } from './effects-data'
import { useOptions } from './field-input'
import type { Answers, CommandSpec, Field } from './spec'

interface Props {
  spec: CommandSpec
  answers: Answers
  /** Null where the server cannot try the command out. */
  effects: Effects | null
}

/** A serious act is read once more before it happens; one that nobody can take back interrupts, and says why. */
export function CheckAnswers({ spec, answers, effects }: Props) {
  const { t } = useTexts()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const given = spec.fields.filter(({ name }) => isGiven(answers[name]))
  return (
    <div className="check">
      <Title order={3} ref={title} tabIndex={-1}>
        {spec.forGood ? t('form.stop', { what: spec.title }) : t('form.check_title')}
      </Title>
      <p className="check-lead">{spec.forGood ?? t('form.serious', { what: spec.title })}</p>
      {effects && (
        <>
          <Title order={4}>{t('effect.title')}</Title>
          <EffectsShown effects={effects} />
        </>
      )}
      {given.length > 0 && (
        <>
          <Title order={4}>{t('form.answers')}</Title>
          <dl className="facts">
            {given.map((field) => (
              <CheckedAnswer key={field.name} field={field} answers={answers} />
            ))}
          </dl>
        </>
      )}
      <p className="faint">{t('effect.not_yet')}</p>
    </div>
  )
}

function isGiven(value: unknown): boolean {
  return value !== '' && value !== undefined && value !== null && value !== false
}

function CheckedAnswer({ field, answers }: { field: Field; answers: Answers }) {
  const { t, language } = useTexts()
  const { options } = useOptions(field)
  const value = answers[field.name]
  const labelled = (code: unknown) => options.find((option) => option.value === code)?.label ?? String(code)
  const rows = (items: readonly { category: string; count: number }[]) =>
    items.map((row) => `${formatNumber(row.count, language)} × ${labelled(row.category)}`).join(comma())
  let shown = value === true ? t('form.yes') : labelled(value)
  if (Array.isArray(value)) shown = rows(value as { category: string; count: number }[])
  else if (field.type === 'money') shown = `${String(value)} ${String(answers[field.currencyName] ?? '')}`
  else if (field.type === 'date') shown = formatDate(String(value), language)
  else if (field.type === 'month') shown = formatMonth(String(value), language)
  return (
    <div>
      <dt>{t(field.label)}</dt>
      <dd>{shown}</dd>
    </div>
  )
}

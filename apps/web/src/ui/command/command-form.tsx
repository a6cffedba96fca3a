import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useForm } from 'react-hook-form'
import { useQuery } from '@tanstack/react-query'
import { Problem } from '../../api/http'
import { sessionQuery } from '../../api/session'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { ProblemNote } from '../page'
import { FieldInput, useOptions } from './field-input'
import { mapErrors } from './server-errors'
import { filled, type Answers, type CommandSpec, type Field } from './spec'
import { useSubmit } from './submit'

interface Props {
  spec: CommandSpec
  onDone: (receipt: Receipt) => void
  onCancel?: () => void
  onDirty?: (dirty: boolean) => void
}

function startOf(spec: CommandSpec): Answers {
  const empty = Object.fromEntries(
    spec.fields.map((field) => [
      field.name,
      field.type === 'items' ? [{ category: '', count: 1 }] : field.type === 'flag' ? false : '',
    ]),
  )
  const currencies = Object.fromEntries(
    spec.fields.flatMap((field) => (field.type === 'money' ? [[field.currencyName, field.currencies[0]]] : [])),
  )
  return { ...empty, ...currencies, ...spec.start }
}

/** A command as a form: fill in, where it is serious check the answers, send, and see the refusal beside the field that caused it. */
export function CommandForm({ spec, onDone, onCancel, onDirty }: Props) {
  const { t } = useTexts()
  const form = useForm<Answers>({ defaultValues: startOf(spec), mode: 'onSubmit' })
  const [checking, setChecking] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const submit = useSubmit<Receipt>({ said: spec.said ?? t('form.done', { what: spec.title }), onDone })
  const viewAs = useQuery(sessionQuery).data?.viewAs ?? null
  const known = (path: string) => knownField(spec.fields, path)

  const send = async (answers: Answers) => {
    setRefusal(null)
    try {
      await submit.mutateAsync({ path: spec.path, body: (spec.body ?? filled)(answers), seen: spec.seen })
    } catch (problem) {
      setChecking(false)
      if (!mapErrors(form, problem, known)) setRefusal(problem)
    }
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.stopPropagation()
    void form.handleSubmit(async (answers) => {
      if (spec.serious && !checking) setChecking(true)
      else await send(answers)
    })(event)
  }
  const stale = refusal instanceof Problem && refusal.status === 412

  return (
    <form onSubmit={onSubmit} noValidate onChange={() => onDirty?.(true)}>
      <Stack>
        {spec.lead && (
          <Text size="sm" component="div">
            {spec.lead}
          </Text>
        )}
        {viewAs && <OnlyViewing role={viewAs} />}
        {refusal !== null && <ProblemNote problem={refusal} />}
        {stale && <Text size="sm">{t('form.stale')}</Text>}
        {checking ? (
          <CheckAnswers spec={spec} answers={form.getValues()} />
        ) : (
          spec.fields.map((field) => <FieldInput key={field.name} field={field} control={form.control} />)
        )}
        <Group gap="xs" mt="xs">
          <Button
            type="submit"
            loading={submit.isPending}
            disabled={viewAs !== null}
            color={spec.serious && checking ? 'red.8' : undefined}
          >
            {spec.serious && !checking
              ? t('form.check')
              : spec.serious
                ? t('form.confirm', { what: spec.title })
                : (spec.submit ?? spec.title)}
          </Button>
          {checking && (
            <Button variant="default" onClick={() => setChecking(false)}>
              {t('form.change')}
            </Button>
          )}
          {onCancel && !checking && (
            <Button variant="subtle" onClick={onCancel}>
              {t('form.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

/** Why a form can be looked at and not sent. */
function OnlyViewing({ role }: { role: string }) {
  const { t, word } = useTexts()
  return (
    <Alert color="gray" variant="light" title={t('viewing.form_title')}>
      {t('viewing.form', { role: word('role', role) })}
    </Alert>
  )
}

/** The field that a path of the server means: itself, a part of it (`amount.currency`), or a row of it. */
function knownField(fields: readonly Field[], path: string): string | null {
  if (fields.some((field) => field.name === path)) return path
  const stem = path.split('.')[0] ?? path
  const owner = fields.find((field) => field.name === stem)
  if (!owner) return null
  return owner.type === 'items' ? path : owner.name
}

/** Serious acts are read once more before they happen. */
function CheckAnswers({ spec, answers }: { spec: CommandSpec; answers: Answers }) {
  const { t } = useTexts()
  return (
    <Alert color="yellow" variant="light" title={t('form.check_title')}>
      <Text size="sm" mb="sm">
        {t('form.serious', { what: spec.title })}
      </Text>
      <dl className="facts">
        {spec.fields.map((field) => (
          <CheckedAnswer key={field.name} field={field} answers={answers} />
        ))}
      </dl>
    </Alert>
  )
}

function CheckedAnswer({ field, answers }: { field: Field; answers: Answers }) {
  const { t } = useTexts()
  const options = useOptions(field)
  const value = answers[field.name]
  if (value === '' || value === undefined || value === false) return null
  const labelled = (code: unknown) => options.find((option) => option.value === code)?.label ?? String(code)
  let shown = value === true ? t('form.yes') : labelled(value)
  if (Array.isArray(value))
    shown = value.map((row: { category: string; count: number }) => `${row.count} × ${labelled(row.category)}`).join(', ')
  if (field.type === 'money') shown = `${String(value)} ${String(answers[field.currencyName] ?? '')}`
  return (
    <div>
      <dt>{t(field.label)}</dt>
      <dd>{shown}</dd>
    </div>
  )
}

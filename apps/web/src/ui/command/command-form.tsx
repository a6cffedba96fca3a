import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent } from 'react'
import { useForm } from 'react-hook-form'
import { Problem } from '../../api/http'
import { sessionQuery } from '../../api/session'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { ProblemNote } from '../page'
import { CheckAnswers } from './check-answers'
import { EffectsShown } from './effects'
import type { Effects } from './effects-data'
import { FieldInput } from './field-input'
import { RefusedOnes } from './refused-ones'
import { mapErrors } from './server-errors'
import { filled, type Answers, type CommandSpec, type Field, type StandsNow } from './spec'
import { StaleEdit } from './stale-edit'
import { useForesight, useSubmit } from './submit'

/** Where somebody is with a command: filling it in, reading it once more, or looking at what another did meanwhile. */
export type FormStep = 'fill' | 'check' | 'stale'

interface Props {
  spec: CommandSpec
  onDone: (receipt: Receipt) => void
  onCancel?: () => void
  /** Leaves without a further question. */
  onDiscard?: () => void
  onDirty?: (dirty: boolean) => void
  onStep?: (step: FormStep) => void
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

/**
 * A command as a form: fill in, look ahead, where it is serious check the answers and the effects, send. A refusal stands beside the field
 * that caused it, and where somebody else was quicker both versions are shown.
 */
export function CommandForm({ spec, onDone, onCancel, onDiscard, onDirty, onStep }: Props) {
  const { t } = useTexts()
  const form = useForm<Answers>({ defaultValues: startOf(spec), mode: 'onSubmit' })
  const [step, setStep] = useState<FormStep>('fill')
  const [seen, setSeen] = useState(spec.seen)
  const [effects, setEffects] = useState<Effects | null>(null)
  const [now, setNow] = useState<StandsNow | null>(null)
  const [refusal, setRefusal] = useState<unknown>(null)
  const submit = useSubmit<Receipt>({ said: spec.said ?? t('form.done', { what: spec.title }), onDone })
  const foresight = useForesight()
  const viewAs = useQuery(sessionQuery).data?.viewAs ?? null
  useEffect(() => onStep?.(step), [onStep, step])

  const sent = (answers: Answers) => ({ path: spec.path, body: (spec.body ?? filled)(answers), seen })
  const refused = async (problem: unknown) => {
    setStep('fill')
    setEffects(null)
    if (spec.compared && problem instanceof Problem && problem.status === 412) {
      try {
        setNow(await spec.compared.read())
        return setStep('stale')
      } catch {
        // What stands now cannot be read: the refusal itself still says that somebody was quicker.
      }
    }
    if (!mapErrors(form, problem, (path) => knownField(spec.fields, path))) setRefusal(problem)
  }
  const foresee = async (answers: Answers, next: FormStep) => {
    setRefusal(null)
    try {
      setEffects(spec.foreseen ? await foresight.mutateAsync(sent(answers)) : null)
      setStep(next)
    } catch (problem) {
      await refused(problem)
    }
  }
  const send = async (answers: Answers) => {
    setRefusal(null)
    try {
      await submit.mutateAsync(sent(answers))
    } catch (problem) {
      await refused(problem)
    }
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.stopPropagation()
    void form.handleSubmit((answers) => (spec.serious && step === 'fill' ? foresee(answers, 'check') : send(answers)))(event)
  }
  const onChange = () => {
    onDirty?.(true)
    // What was foreseen was foreseen for other answers.
    setEffects(null)
  }

  if (step === 'stale' && now && spec.compared)
    return (
      <StaleEdit
        saw={spec.compared.saw}
        now={now}
        onKeep={() => {
          setSeen(now.version)
          setStep('fill')
        }}
        onDiscard={() => onDiscard?.()}
      />
    )
  const checking = step === 'check'
  const looksAhead = spec.foreseen && !spec.serious && !viewAs
  return (
    <form onSubmit={onSubmit} noValidate onChange={onChange} className="command-form">
      <Stack>
        {spec.lead && !(checking && spec.forGood) && (
          <Text size="sm" component="div">
            {spec.lead}
          </Text>
        )}
        {viewAs && <OnlyViewing role={viewAs} />}
        {refusal !== null && <ProblemNote problem={refusal} />}
        {refusal !== null && spec.picked && <RefusedOnes problem={refusal} picked={spec.picked} />}
        {refusal instanceof Problem && refusal.status === 412 && <Text size="sm">{t('form.stale')}</Text>}
        {checking ? (
          <CheckAnswers spec={spec} answers={form.getValues()} effects={effects} />
        ) : (
          spec.fields.map((field) => <FieldInput key={field.name} field={field} control={form.control} />)
        )}
        {!checking && effects && (
          <section className="foreseen" aria-label={t('effect.title')} aria-live="polite">
            <EffectsShown effects={effects} />
            <p className="faint">{t('effect.not_yet')}</p>
          </section>
        )}
        <Group gap="xs" mt="xs">
          <Button type="submit" loading={submit.isPending || (spec.serious && foresight.isPending)} disabled={viewAs !== null}>
            {spec.serious && !checking
              ? t('form.check')
              : spec.serious
                ? t('form.confirm', { what: spec.title })
                : (spec.submit ?? spec.title)}
          </Button>
          {checking && (
            <Button variant="default" onClick={() => setStep('fill')}>
              {t('form.change')}
            </Button>
          )}
          {looksAhead && !effects && (
            <Button
              variant="default"
              loading={foresight.isPending}
              onClick={() => void form.handleSubmit((answers) => foresee(answers, 'fill'))()}
            >
              {t('effect.look')}
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

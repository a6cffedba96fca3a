import { Alert, Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { call } from '../../api/http'
import { clockQuery } from '../../api/session'
import { plain, type Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { announce } from '../../ui/announce'
import { mapErrors } from '../../ui/command/server-errors'
import { useSubmit } from '../../ui/command/submit'
import { DayField } from '../../ui/day-field'
import { Loaded, Page, ProblemNote, Section } from '../../ui/page'
import { useViewing } from '../session/viewer'
import { Guard } from '../shell/guard'
import { DryRunShown } from './dry-run-shown'
import { fundsQuery, runKinds, type DryRun } from './run-data'

interface Answers {
  kind: string
  month: string
  budgetLineId: string
}

interface Body {
  kind: string
  month?: string
  budgetLineId: string
}

export function NewRunPage() {
  const clock = useQuery(clockQuery)
  return (
    <Guard area="runs">
      <Loaded query={clock}>{({ today }) => <NewRun today={today} />}</Loaded>
    </Guard>
  )
}

/** A run is seen before it exists: whom it would pay, how much, whom it leaves out and why. */
function NewRun({ today }: { today: string }) {
  const { t, word, language } = useTexts()
  const navigate = useNavigate()
  const viewing = useViewing()
  const funds = useQuery(fundsQuery)
  const form = useForm<Answers>({
    defaultValues: { kind: 'allowance', month: today.slice(0, 7), budgetLineId: '' },
  })
  const [seen, setSeen] = useState<{ body: Body; dry: DryRun } | null>(null)
  const [refusal, setRefusal] = useState<unknown>(null)
  const kind = form.watch('kind')
  const known = (path: string) => (['kind', 'month', 'budgetLineId'].includes(path) ? path : null)
  const refuse = (problem: unknown) => {
    if (!mapErrors(form, problem, known)) setRefusal(problem)
  }
  const preview = useMutation({
    mutationFn: (body: Body) => call<DryRun>('POST', '/payment-runs/preview', { body }),
    onSuccess: (dry, body) => {
      setSeen({ body, dry })
      announce(t('run.preview_said', { n: dry.people }))
    },
    onError: refuse,
  })
  const prepare = useSubmit<Receipt>({
    said: t('run.prepared_said'),
    onDone: (receipt) => void navigate({ to: '/runs/$runId', params: { runId: receipt.id } }),
  })
  const look = form.handleSubmit((answers) => {
    setRefusal(null)
    setSeen(null)
    const { month, ...rest } = answers
    preview.mutate(answers.kind === 'allowance' ? { ...rest, month } : rest)
  })
  const lines = (funds.data ?? []).flatMap((fund) =>
    fund.lines.filter((line) => line.purpose === kind).map((line) => ({ fund, line })),
  )
  const { errors } = form.formState

  const step = seen ? 2 : 0
  return (
    <Page title={t('run.new')} lead={t('run.new_lead')}>
      <NewRunSteps step={step} />
      <Section title={t('run.select')}>
        <form noValidate onSubmit={look} onChange={() => setSeen(null)}>
          <Stack maw="30rem">
            {refusal !== null && <ProblemNote problem={refusal} />}
            {funds.error && <ProblemNote problem={funds.error} />}
            <NativeSelect
              label={t('run.kind')}
              {...form.register('kind')}
              data={runKinds.map((value) => ({ value, label: word('run_kind', value) }))}
            />
            {kind === 'allowance' && (
              <Controller
                control={form.control}
                name="month"
                rules={{ required: t('form.required') }}
                render={({ field: { ref, onChange, ...field } }) => (
                  <DayField
                    {...field}
                    label={t('run.month')}
                    precision="month"
                    inputRef={ref}
                    error={errors.month?.message}
                    onChange={(month) => {
                      setSeen(null)
                      onChange(month)
                    }}
                  />
                )}
              />
            )}
            <NativeSelect
              label={t('run.budget_line')}
              error={errors.budgetLineId?.message}
              {...form.register('budgetLineId', { required: t('form.required') })}
              data={[
                { value: '', label: t('form.choose') },
                ...lines.map(({ fund, line }) => {
                  const free = plain(line.free)
                  const left =
                    free === undefined
                      ? ''
                      : ` – ${t('run.line_free', { free: formatMoney({ amount: free, currency: line.currency }, language) })}`
                  return { value: line.id, label: `${fund.name}: ${line.name}${left}` }
                }),
              ]}
            />
            <Group>
              <Button type="submit" variant={seen ? 'default' : 'filled'} loading={preview.isPending}>
                {t('run.preview')}
              </Button>
              <Button variant="subtle" component={Link} to="/runs">
                {t('form.cancel')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
      {seen && (
        <>
          <DryRunShown dry={seen.dry} />
          <Section title={t('run.step_prepare')}>
            <Stack align="flex-start">
              {prepare.error !== null && <ProblemNote problem={prepare.error} />}
              {seen.dry.people === 0 ? (
                <Alert color="gray" variant="light">
                  {t('run.nobody')}
                </Alert>
              ) : (
                <>
                  <Text size="sm">{t('run.prepare_lead')}</Text>
                  <Button
                    loading={prepare.isPending}
                    disabled={viewing}
                    onClick={() => prepare.mutate({ path: '/payment-runs', body: seen.body })}
                  >
                    {t('run.prepare')}
                  </Button>
                </>
              )}
            </Stack>
          </Section>
        </>
      )}
    </Page>
  )
}

/** Where somebody is: nothing is written before the last of the three. */
function NewRunSteps({ step }: { step: number }) {
  const { t } = useTexts()
  const said = { done: t('run.step_done'), next: t('run.step_next'), later: t('run.step_later') }
  return (
    <ol className="run-steps" aria-label={t('run.steps')}>
      {[t('run.select'), t('run.dry'), t('run.step_prepare')].map((name, place) => {
        const stands = place < step ? 'done' : place === step ? 'next' : 'later'
        return (
          <li key={name} data-step={stands} aria-current={stands === 'next' ? 'step' : undefined}>
            <strong>{name}</strong>
            <span className="step-status">{said[stands]}</span>
          </li>
        )
      })}
    </ol>
  )
}

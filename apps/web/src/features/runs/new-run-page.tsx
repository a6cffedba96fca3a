import { Alert, Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { call } from '../../api/http'
import { clockQuery } from '../../api/session'
import { plain, type Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { announce } from '../../ui/announce'
import { mapErrors } from '../../ui/command/server-errors'
import { useSubmit } from '../../ui/command/submit'
import { money } from '../../ui/money'
import { Page, ProblemNote, Section } from '../../ui/page'
import { MoneyText, NumberText } from '../../ui/values'
import { Guard } from '../shell/guard'
import { LeftOutList } from './left-out'
import { fundsQuery, type DryRun } from './run-data'

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
  return (
    <Guard area="runs">
      <NewRun />
    </Guard>
  )
}

/** A run is seen before it exists: whom it would pay, how much, whom it leaves out and why. */
function NewRun() {
  const { t, word, language } = useTexts()
  const navigate = useNavigate()
  const today = useQuery(clockQuery).data?.today ?? ''
  const funds = useQuery(fundsQuery)
  const form = useForm<Answers>({
    values: { kind: 'allowance', month: today.slice(0, 7), budgetLineId: '' },
    resetOptions: { keepDirtyValues: true },
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

  return (
    <Page title={t('run.new')} lead={t('run.new_lead')}>
      <Section title={t('run.select')}>
        <form noValidate onSubmit={look} onChange={() => setSeen(null)}>
          <Stack maw="30rem">
            {refusal !== null && <ProblemNote problem={refusal} />}
            {funds.error && <ProblemNote problem={funds.error} />}
            <NativeSelect
              label={t('run.kind')}
              {...form.register('kind')}
              data={['allowance', 'reward'].map((value) => ({ value, label: word('run_kind', value) }))}
            />
            {kind === 'allowance' && (
              <TextInput
                label={t('run.month')}
                type="month"
                error={errors.month?.message}
                {...form.register('month', { required: t('form.required') })}
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
        <Section title={t('run.dry')}>
          <Stack>
            <DryTiles dry={seen.dry} />
            <LeftOutList items={seen.dry.leftOut} />
            {prepare.error !== null && <ProblemNote problem={prepare.error} />}
            {seen.dry.people === 0 ? (
              <Alert color="gray" variant="light">
                {t('run.nobody')}
              </Alert>
            ) : (
              <Group>
                <Button loading={prepare.isPending} onClick={() => prepare.mutate({ path: '/payment-runs', body: seen.body })}>
                  {t('run.prepare')}
                </Button>
              </Group>
            )}
          </Stack>
        </Section>
      )}
    </Page>
  )
}

function DryTiles({ dry }: { dry: DryRun }) {
  const { t } = useTexts()
  const left = BigInt(dry.lineFree) - BigInt(dry.total)
  return (
    <>
      <dl className="tiles">
        <div>
          <dt>{t('run.people')}</dt>
          <dd>
            <NumberText value={dry.people} />
          </dd>
        </div>
        <div>
          <dt>{t('run.total')}</dt>
          <dd>
            <MoneyText value={money(dry.total, dry.currency)} />
          </dd>
        </div>
        <div>
          <dt>{t('run.left_out')}</dt>
          <dd>
            <NumberText value={dry.leftOut.length} />
          </dd>
        </div>
        <div>
          <dt>{t('run.line_after')}</dt>
          <dd>
            <MoneyText value={money(String(left), dry.currency)} />
          </dd>
        </div>
      </dl>
      {left < 0n && (
        <Alert color="yellow" variant="light" title={t('run.line_short')}>
          {t('run.line_short_fix')}
        </Alert>
      )}
    </>
  )
}

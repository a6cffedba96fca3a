import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { plain, type Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { mapErrors } from '../../ui/command/server-errors'
import { useSubmit } from '../../ui/command/submit'
import { DayField } from '../../ui/day-field'
import { NumberField } from '../../ui/number-field'
import { ProblemNote, Section } from '../../ui/page'
import { sitesQuery } from '../sites/site-data'
import type { ReportKind, ReportParam } from './report-data'
import { defaultsOf } from './report-defaults'

interface Answers {
  params: Record<string, string>
}

/** Which of these are given narrows a report down; at most one may be. */
const narrowing = new Set(['siteId', 'organisation', 'region', 'country'])

/** What a kind of report may be told, checked here for form and by the server for sense. */
export function ReportForm({ kind, today }: { kind: ReportKind; today: string }) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const form = useForm<Answers>({ defaultValues: { params: defaultsOf(kind, today) } })
  const [refusal, setRefusal] = useState<unknown>(null)
  const submit = useSubmit<Receipt>({
    said: t('report.asked_said'),
    onDone: (receipt) => void navigate({ to: '/reports/$reportId', params: { reportId: receipt.id } }),
  })
  const known = (path: string) => (kind.params.some(({ name }) => path === `params.${name}`) ? path : null)
  const send = form.handleSubmit(async ({ params }) => {
    setRefusal(null)
    try {
      await submit.mutateAsync({ path: '/reports', body: { kind: kind.kind, params: typed(kind, params) } })
    } catch (problem) {
      if (!mapErrors(form, problem, known)) setRefusal(problem)
    }
  })
  const inputs = (some: readonly ReportParam[]) =>
    some.map((param) => (
      <Controller
        key={param.name}
        control={form.control}
        name={`params.${param.name}`}
        rules={{
          required: param.required ? t('form.required') : undefined,
          validate: (value, { params }) => {
            if (param.name === 'to' && value && params.from && value < params.from) return t('report.to_before_from')
            if (param.type === 'count' && value && !isBetween(Number(value), param)) {
              return t('report.between', { least: param.least ?? 1, most: param.most ?? '' })
            }
            return true
          },
        }}
        render={({ field, fieldState }) => (
          <ParamInput
            param={param}
            kind={kind.kind}
            value={field.value}
            inputRef={field.ref}
            error={fieldState.error?.message}
            onBlur={field.onBlur}
            onChange={(value) => {
              field.onChange(value)
              form.clearErrors(`params.${param.name}`)
              // Two narrowings at once are refused, so the newer one takes the place of the older.
              if (value && narrowing.has(param.name)) {
                for (const { name } of kind.params)
                  if (name !== param.name && narrowing.has(name)) form.setValue(`params.${name}`, '')
              }
            }}
          />
        )}
      />
    ))
  const narrow = kind.params.filter(({ name }) => narrowing.has(name))
  return (
    <Section title={t('report.what_over')}>
      <form noValidate onSubmit={(event) => void send(event)}>
        <Stack>
          {refusal !== null && <ProblemNote problem={refusal} />}
          <div className="param-fields">{inputs(kind.params.filter(({ name }) => !narrowing.has(name)))}</div>
          {narrow.length > 0 && (
            <fieldset className="member">
              <legend>{t('report.narrow')}</legend>
              <Text size="sm" c="dimmed" mb="xs">
                {t('report.narrow_lead')}
              </Text>
              <div className="param-fields">{inputs(narrow)}</div>
            </fieldset>
          )}
          <Group gap="xs">
            <Button type="submit" loading={submit.isPending}>
              {t('report.ask')}
            </Button>
            <Button variant="subtle" component={Link} to="/reports">
              {t('form.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

function isBetween(value: number, { least = 1, most = Infinity }: ReportParam): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

/** The body: what was filled in, counts as numbers. */
function typed(kind: ReportKind, params: Readonly<Record<string, string>>): Record<string, string | number> {
  return Object.fromEntries(
    kind.params.flatMap(({ name, type }) => {
      const value = params[name]
      return value ? [[name, type === 'count' ? Number(value) : value] as const] : []
    }),
  )
}

interface ParamInputProps {
  param: ReportParam
  kind: string
  value: string
  error?: string
  inputRef: (element: HTMLElement | null) => void
  onBlur: () => void
  onChange: (value: string) => void
}

function ParamInput({ param, kind, value, error, inputRef, onBlur, onChange }: ParamInputProps) {
  const { t, told } = useTexts()
  const options = useParamOptions(param)
  const common = {
    label: told('report_param', param.name, param.title),
    description: told('report_help', `${kind}.${param.name}`, param.help),
    withAsterisk: param.required,
    error,
    onBlur,
  }
  const inOwnWay = { ...common, inputRef }
  if (param.type === 'count') {
    return <NumberField {...inOwnWay} value={value === '' ? '' : Number(value)} onChange={(next) => onChange(String(next))} />
  }
  if (options) {
    const none = param.required || options[0]?.value === 'none' ? [] : [{ value: '', label: t('filters.any') }]
    return (
      <NativeSelect
        {...common}
        ref={inputRef}
        value={value}
        data={[...none, ...options]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  if (param.type === 'day' || param.type === 'month') {
    return <DayField {...inOwnWay} precision={param.type} value={value} onChange={onChange} />
  }
  return <TextInput {...common} ref={inputRef} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
}

/** What a parameter may be, where that is known: fixed values, or those of the sites. */
function useParamOptions({ name, type, values }: ReportParam): { value: string; label: string }[] | null {
  const { word } = useTexts()
  const ofSites = type === 'id' || name === 'organisation' || name === 'region'
  const sites = useQuery({ ...sitesQuery, enabled: ofSites }).data ?? []
  if (type === 'choice') {
    const group = name === 'country' ? 'country' : 'report_by'
    return (values ?? []).map((value) => ({ value, label: word(group, value) }))
  }
  if (name === 'siteId') return sites.map((site) => ({ value: site.id, label: site.name }))
  if (name !== 'organisation' && name !== 'region') return null
  const all = new Set(sites.flatMap((site) => plain(site[name]) ?? []))
  return [...all].sort().map((value) => ({ value, label: value }))
}

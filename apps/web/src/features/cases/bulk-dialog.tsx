import { Alert, Button, Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/http'
import { plain, type CaseRow, type Maybe, type Page } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { useSubmit } from '../../ui/command/submit'
import { Dialog } from '../../ui/over'
import { Conditions, Loaded, ProblemNote } from '../../ui/page'
import { UnsavedGuard } from '../../ui/unsaved'
import { UnsavedQuestion } from '../../ui/unsaved-question'
import { StateTag } from '../../ui/values'
import { useAccountOptions } from '../session/accounts'
import type { BulkAct } from './bulk-acts'

/** What would become of one case. */
interface Verdict {
  readonly caseId: string
  readonly reference: Maybe<string>
  readonly allowed: boolean
  readonly to: string | null
  readonly conditions: readonly { condition: string; because: string; fix: string }[]
}

interface Props {
  bulk: BulkAct
  cases: readonly CaseRow[]
  onClose: () => void
  onDone: () => void
}

/** What would happen to each ticked case, before it does; those that may not are named with the reason, and left out. All the others, or none. */
export function BulkDialog({ bulk, cases, onClose, onDone }: Props) {
  const { t, word, language } = useTexts()
  const [holderId, setHolder] = useState('')
  const [note, setNote] = useState('')
  const [asking, setAsking] = useState(false)
  const accounts = useAccountOptions()
  const assigns = bulk.act === 'assign'
  const asked = cases.map(({ id, version }) => ({ id, version }))
  const whom = assigns ? { holderId } : {}
  const preview = useQuery({
    queryKey: ['bulk', bulk.act, holderId, asked],
    queryFn: async () =>
      (await call<Page<Verdict>>('POST', '/bulk/preview', { body: { act: bulk.act, cases: asked, ...whom } })).items,
    enabled: !assigns || holderId !== '',
    gcTime: 0,
    staleTime: 0,
  })
  const title = word('event', `case.${bulk.event}`)
  const submit = useSubmit<unknown>({ said: t('form.done', { what: title }), onDone })
  const may = (preview.data ?? []).filter(({ allowed }) => allowed)
  const mayNot = (preview.data ?? []).filter(({ allowed }) => !allowed)
  const send = () =>
    submit.mutate({
      path: bulk.path,
      body: { cases: asked.filter(({ id }) => may.some(({ caseId }) => caseId === id)), ...whom, ...(note ? { note } : {}) },
    })
  const tryToClose = () => (note ? setAsking(true) : onClose())
  return (
    <Dialog onClose={tryToClose} size="lg" title={t('bulk.title', { what: title, n: formatNumber(cases.length, language) })}>
      <UnsavedGuard dirty={note !== ''} />
      {asking && <UnsavedQuestion onDiscard={onClose} onKeep={() => setAsking(false)} />}
      <Stack>
        {assigns && (
          <>
            <NativeSelect
              label={t('case.holder')}
              value={holderId}
              onChange={(event) => setHolder(event.currentTarget.value)}
              data={[{ value: '', label: t('form.choose') }, ...accounts]}
            />
            <Textarea
              label={t('field.hand_over_note')}
              description={t('bulk.note_hint')}
              rows={3}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </>
        )}
        {submit.error !== null && <ProblemNote problem={submit.error} />}
        {(!assigns || holderId !== '') && (
          <Loaded query={preview}>
            {() => (
              <>
                <Text role="status">
                  {t('bulk.may', { n: formatNumber(may.length, language), all: formatNumber(cases.length, language) })}
                </Text>
                {mayNot.length > 0 && (
                  <Alert color="yellow" variant="light" title={t('bulk.left_out', { n: formatNumber(mayNot.length, language) })}>
                    <ul className="plain bulk-list">
                      {mayNot.map((one) => (
                        <li key={one.caseId}>
                          <strong>{plain(one.reference) ?? '–'}</strong>
                          <Conditions items={one.conditions} />
                        </li>
                      ))}
                    </ul>
                  </Alert>
                )}
                {may.length > 0 && (
                  <details>
                    <summary>{t('bulk.which')}</summary>
                    <ul className="plain bulk-list">
                      {may.map((one) => (
                        <li key={one.caseId}>
                          {plain(one.reference) ?? '–'} → <StateTag kind="case" state={one.to} />
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
                <Group gap="xs">
                  <Button onClick={send} loading={submit.isPending} disabled={may.length === 0}>
                    {t('bulk.do', { what: title, n: formatNumber(may.length, language) })}
                  </Button>
                  <Button variant="subtle" onClick={tryToClose}>
                    {t('form.cancel')}
                  </Button>
                </Group>
              </>
            )}
          </Loaded>
        )}
      </Stack>
    </Dialog>
  )
}

import { Button, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isRedacted, plain, type CaseFile } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec, Field } from '../../ui/command/spec'
import { useNow } from '../../ui/use-now'
import { vettingQuery } from '../case/case-data'
import { useHasRole } from '../session/viewer'
import { EndGlass } from './end-glass'
import { glassBreakers, glassMinutes, glassReasons, type Glass } from './glass-data'
import { endOf, useOwnOpenGlasses } from './glass-watch'

type GlassClass = keyof typeof glassBreakers

const asked = {
  personal: { label: 'glass.read_personal' },
  vetting: { label: 'glass.read_vetting' },
} as const satisfies Record<GlassClass, Pick<Field, 'label'>>

/** The viewer's own open glasses over a case: one for each class, at most. */
function useOpenGlasses(caseId: string): readonly Glass[] {
  return useOwnOpenGlasses().filter((glass) => plain(glass.caseId) === caseId)
}

function classesOf(glasses: readonly Glass[]): string[] {
  return glasses.flatMap((glass) => plain(glass.classes) ?? [])
}

/** Whether the viewer's open glass over a case shows its vetting. */
export function useVettingGlass(caseId: string): boolean {
  return classesOf(useOpenGlasses(caseId)).includes('vetting')
}

/** On the case: the way to break the glass where something is covered, and what is open while it is. */
export function CaseGlass({ file }: { file: CaseFile }) {
  const open = useOpenGlasses(file.id)
  return (
    <>
      {open.map((glass) => (
        <OpenGlass key={glass.id} glass={glass} caseId={file.id} />
      ))}
      <BreakGlass file={file} open={classesOf(open)} />
    </>
  )
}

/** Red-edged, with the minutes left. That what was read leaves the screen at the end is `GlassWatch`'s matter. */
function OpenGlass({ glass, caseId }: { glass: Glass; caseId: string }) {
  const { t, word, language } = useTexts()
  const left = Math.max(0, Math.ceil((endOf(glass) - useNow(5_000)) / 60_000))
  const classes = classesOf([glass])
    .map((one) => word('field_class', one))
    .join(comma())
  return (
    <section className="glass" aria-label={t('glass.open_label')}>
      <p>
        <strong>{t('glass.open', { n: formatNumber(left, language) })}</strong> {t('glass.open_means', { classes })}
      </p>
      <EndGlass id={glass.id} caseId={caseId} />
    </section>
  )
}

/** Which classes are covered of this case and could be read by breaking the glass. */
function useCovered(file: CaseFile): GlassClass[] {
  const audits = useHasRole('auditor')
  const vets = useHasRole('vetting_officer', 'vetting_approver')
  const reachesPeople = useHasRole(...glassBreakers.personal)
  const vetting = useQuery({ ...vettingQuery(file.id), enabled: vets }).data
  const covered: GlassClass[] = []
  if (reachesPeople && file.household.some((person) => isRedacted(person.name) && !plain(person.erased))) covered.push('personal')
  const vettingCovered = vets ? vetting !== undefined && (isRedacted(vetting) || isRedacted(plain(vetting)?.plan)) : audits
  if (vettingCovered) covered.push('vetting')
  return covered
}

function BreakGlass({ file, open }: { file: CaseFile; open: readonly string[] }) {
  const texts = useTexts()
  const { t, word } = texts
  const client = useQueryClient()
  const covered = useCovered(file).filter((one) => !open.includes(one))
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const first = covered[0]
  if (!first) return null
  // One class needs no question; of two, each is asked for on its own.
  const classes: Field[] = covered.length > 1 ? covered.map((one) => ({ name: one, type: 'flag', ...asked[one] })) : []
  const begin = () =>
    setSpec({
      title: t('glass.break'),
      path: `/cases/${file.id}/break-glass`,
      lead: <Interruption reference={file.reference} />,
      fields: [
        {
          name: 'reason',
          label: 'field.reason',
          type: 'choice',
          required: true,
          options: glassReasons.map((value) => ({ value, label: word('glass_reason', value) })),
        },
        ...classes,
        {
          name: 'minutes',
          label: 'glass.minutes',
          type: 'choice',
          required: true,
          options: glassMinutes.map((n) => ({
            value: String(n),
            label: t('glass.minutes_n', { n: formatNumber(n, texts.language) }),
          })),
        },
      ],
      start: { minutes: '15', [first]: true },
      body: ({ reason, minutes, ...flags }) => ({
        reason,
        minutes: Number(minutes),
        classes: covered.filter((one) => flags[one] === true),
      }),
      serious: true,
      said: t('glass.broken_said'),
    })
  return (
    <>
      <div className="glass-quiet">
        <Text size="sm" c="dimmed" span>
          {t('glass.covered', { classes: covered.map((one) => word('field_class', one)).join(comma()) })}
        </Text>{' '}
        <Button size="compact-sm" variant="default" onClick={begin}>
          {t('glass.break')}
        </Button>
      </div>
      <CommandDrawer
        spec={spec}
        onClose={() => setSpec(null)}
        onDone={() => void client.invalidateQueries({ queryKey: ['case', file.id] })}
      />
    </>
  )
}

/** What somebody must have read before they go on. */
function Interruption({ reference }: { reference: string }) {
  const { t } = useTexts()
  return (
    <div className="interruption">
      <strong>{t('glass.stop', { reference })}</strong>
      <ul>
        <li>{t('glass.means_read')}</li>
        <li>{t('glass.means_told')}</li>
        <li>{t('glass.means_listed')}</li>
        <li>{t('glass.means_ends')}</li>
      </ul>
    </div>
  )
}

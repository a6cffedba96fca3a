import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { get } from '../../api/http'
import { plain, type CaseFile, type Page } from '../../api/types'
import { useTexts, type Texts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import type { Tone } from '../../ui/tones'
import { useOwnOpenGlasses } from '../glass/glass-watch'
import type { Reminder } from '../reminders/reminder-data'
import { useHasRole } from '../session/viewer'
import type { PathSubject } from './subjects'

/** Something about a case that nobody who opens it should miss. */
export interface Flag {
  readonly name: string
  readonly text: string
  readonly tone: Tone
}

/** The roles that reminders are kept for (libs/case/due/notices.ts). */
const reminded = ['vetting_officer', 'vetting_approver', 'equipment_assessor', 'host_organisation', 'finance_officer']

/** What fell due for the viewer's roles and is not done, of all cases; one read serves every case that is opened after it. */
const openRemindersQuery = {
  queryKey: ['notices', 'open'],
  queryFn: () => get<Page<Reminder>>('/notices', { limit: 200 }),
  staleTime: 60_000,
}

/** The flags of a case, the gravest first. */
export function useFlags(file: CaseFile, subjects: readonly PathSubject[]): readonly Flag[] {
  const texts = useTexts()
  const reminders = useQuery({ ...openRemindersQuery, enabled: useHasRole(...reminded) }).data?.items ?? none
  const glass = useOwnOpenGlasses().some((one) => plain(one.caseId) === file.id)
  return useMemo(() => flagsOf(file, subjects, reminders, glass, texts), [file, subjects, reminders, glass, texts])
}

const none: readonly Reminder[] = []

function flagsOf(
  file: CaseFile,
  subjects: readonly PathSubject[],
  reminders: readonly Reminder[],
  glass: boolean,
  { t, word, language }: Texts,
): readonly Flag[] {
  const has = (kind: string, state: string) => subjects.some((one) => one.kind === kind && one.state === state)
  const people = file.household.filter((person) => !plain(person.until))
  const inNeed = people.filter((person) => (plain(person.needs) ?? []).length > 0).length
  const flags: (Flag | false)[] = [
    glass && { name: 'glass', text: t('flag.glass'), tone: 'stop' },
    has('code', 'suspended') && { name: 'code', text: t('flag.code_suspended'), tone: 'warn' },
    ...reminders
      .filter((one) => plain(one.caseId) === file.id)
      .map((one): Flag => ({ name: `due.${one.kind}`, text: word('due_kind', one.kind), tone: 'warn' })),
    has('placement', 'waiting') && { name: 'waiting', text: t('flag.waiting'), tone: 'warn' },
    inNeed > 0 && { name: 'needs', text: t('flag.needs', { n: formatNumber(inNeed, language) }), tone: 'busy' },
    file.household.some((person) => plain(person.erased) === true) && { name: 'erased', text: t('flag.erased'), tone: 'plain' },
  ]
  return flags.filter((flag) => flag !== false)
}

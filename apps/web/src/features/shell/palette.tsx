import '@mantine/spotlight/styles.css'
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { createSpotlight } from '@mantine/spotlight'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { get } from '../../api/http'
import type { CaseRow, Page } from '../../api/types'
import { useTexts } from '../../i18n'
import { latinDigits } from '../../i18n/format'
import { useStillPage } from '../../ui/over'
import { useHasRole, useViewer } from '../session/viewer'
import { areas, areasFor } from './areas'
import { useChoosePreferences } from './preferences'

const [store, palette] = createSpotlight()

/** Letters that a case reference may hold; anything else is not looked up. */
const referenceLike = /^[pP]?-?[0-9\u1040-\u1049-]{2,13}$/

/** Goes to a page, to a case by its reference, or does a thing of the frame. People are not found here: their names stay out of it. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const { t, word, language } = useTexts()
  const viewer = useViewer()
  const navigate = useNavigate()
  const choose = useChoosePreferences()
  const opensContacts = useHasRole('intake_officer')
  const [typed, setTyped] = useState('')
  const [settled] = useDebouncedValue(typed.trim(), 150)
  const mayFindCases = areasFor(viewer.roles).includes('cases')
  const found = useQuery({
    queryKey: ['cases', 'palette', settled],
    queryFn: () => get<Page<CaseRow>>('/cases', { reference: latinDigits(settled).toUpperCase(), limit: 8 }),
    enabled: mayFindCases && referenceLike.test(settled),
  })
  useEffect(() => palette.open(), [])
  useStillPage()
  const act = (id: string, label: string, run: () => void): SpotlightActionData => ({ id, label, onClick: run })
  const acts = [
    ...(opensContacts ? [act('contact', t('cases.open'), () => void navigate({ to: '/cases/new' }))] : []),
    act('keys', t('palette.keys'), onKeys),
    act('light', t('palette.theme_light'), () => choose({ theme: 'light' })),
    act('dark', t('palette.theme_dark'), () => choose({ theme: 'dark' })),
    act('language', t('palette.language'), () => choose({ language: language === 'my' ? 'en' : 'my' })),
    act('gallery', t('nav.gallery'), () => void navigate({ to: '/gallery' })),
    act('print', t('palette.print'), () => window.setTimeout(() => window.print(), 300)),
  ]
  const actions: SpotlightActionGroupData[] = [
    {
      group: t('palette.cases'),
      actions: (found.data?.items ?? []).map((row) => ({
        ...act(row.id, row.reference, () => void navigate({ to: '/cases/$caseId', params: { caseId: row.id } })),
        description: word('state', `case.${row.state}`),
        // What the server found fits, also where it was typed in other digits.
        keywords: [typed],
      })),
    },
    {
      group: t('palette.pages'),
      actions: areasFor(viewer.roles).map((name) => act(name, t(areas[name].label), () => void navigate({ to: areas[name].to }))),
    },
    { group: t('palette.acts'), actions: acts },
  ]
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={actions.filter((group) => group.actions.length > 0)}
      query={typed}
      onQueryChange={setTyped}
      nothingFound={t('palette.none')}
      attributes={{ content: { 'aria-label': t('palette.label') } }}
      limit={30}
      searchProps={{ placeholder: t('palette.placeholder'), 'aria-label': t('palette.label') }}
      onSpotlightClose={onClose}
      lockScroll={false}
      scrollable
      maxHeight={420}
    />
  )
}

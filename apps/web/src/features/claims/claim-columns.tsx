import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { sortable } from '../../ui/list-tools/sort-head'
import type { ListColumn } from '../../ui/long-list'
import { money } from '../../ui/money'
import { DateText, MoneyText, Show, StateTag, Word } from '../../ui/values'
import type { Claim } from '../case/case-data'
import { ClaimItems, CustodyReceipt } from '../case/claims-panel'
import { useViewer } from '../session/viewer'
import { mayUse } from '../shell/areas'

/** The columns of the list of claims by the names that the export takes too, in their order. */
export const claimColumnNames = [
  'reference',
  'state',
  'items',
  'filed_on',
  'received_on',
  'custody_on',
  'scheme',
  'value',
  'act',
] as const

/** @param sort as the address has it: `reference`, or `-filed_on` for the other way round */
export function useClaimColumns(
  sort: string,
  set: (name: string, value: string) => void,
  isHost: boolean,
): readonly ListColumn<Claim>[] {
  const { t, language } = useTexts()
  const viewer = useViewer()
  const opensCases = mayUse('cases', viewer.roles)
  return useMemo(() => {
    const sorted = (name: string, label: string) => sortable(name, label, sort, (next) => set('sort', next))
    return [
      {
        key: 'reference',
        ...sorted('reference', t('case.reference')),
        width: 14,
        main: true,
        cell: (claim) =>
          opensCases && plain(claim.caseId) ? (
            <Link to="/cases/$caseId" params={{ caseId: plain(claim.caseId) ?? '' }} search={{ tab: 'reward' }}>
              <Show value={claim.caseReference} />
            </Link>
          ) : (
            <Show value={claim.caseReference} />
          ),
      },
      { key: 'state', label: t('case.state'), width: 11, cell: (claim) => <StateTag kind="reward_claim" state={claim.state} /> },
      { key: 'items', label: t('field.items'), width: 14, cell: (claim) => <ClaimItems claim={claim} /> },
      {
        key: 'filed_on',
        ...(isHost ? { label: t('claim.filed_on') } : sorted('filed_on', t('claim.filed_on'))),
        width: 12,
        cell: (claim) => <DateText value={claim.filedOn} />,
      },
      {
        key: 'received_on',
        ...sorted('received_on', t('claim.received_on')),
        width: 12.5,
        cell: (claim) => <DateText value={claim.receivedOn} />,
      },
      {
        key: 'custody_on',
        label: t('claim.custody'),
        width: 12,
        cell: (claim) =>
          claim.custodyOn === null ? (
            <span className="faint">{t('claim.custody_missing')}</span>
          ) : (
            <DateText value={claim.custodyOn} />
          ),
      },
      { key: 'scheme', label: t('field.scheme'), width: 12, cell: (claim) => <Word group="scheme" code={claim.scheme} /> },
      {
        key: 'value',
        label: t('claim.value'),
        width: 17,
        right: true,
        cell: (claim) => <MoneyText value={money(claim.amount, plain(claim.currency) ?? undefined)} />,
      },
      { key: 'act', label: t('common.actions'), width: 13, right: true, cell: (claim) => <CustodyReceipt claim={claim} /> },
    ]
    // The texts change with the language alone.
  }, [language, opensCases, sort, set, isHost, t])
}

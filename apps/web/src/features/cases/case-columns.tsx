import { useMemo } from 'react'
import { plain, type CaseRow } from '../../api/types'
import { useTexts } from '../../i18n'
import { sortable } from '../../ui/list-tools/sort-head'
import type { ListColumn } from '../../ui/long-list'
import { RowLink } from '../../ui/row-link'
import { DateText, NumberText, Show, StateTag, Word } from '../../ui/values'

/** The columns of the worklist by the names that the export takes too, in their order. */
export const caseColumnNames = ['reference', 'state', 'service', 'pathway', 'household_size', 'holder', 'opened_on'] as const

/** @param sort as the address has it: `reference`, or `-opened_on` for the other way round */
export function useCaseColumns(sort: string, onSort: (sort: string) => void): readonly ListColumn<CaseRow>[] {
  const { t, language } = useTexts()
  return useMemo(() => {
    const columns: Record<(typeof caseColumnNames)[number], Omit<ListColumn<CaseRow>, 'key'>> = {
      reference: {
        main: true,
        width: 15,
        ...sortable('reference', t('case.reference'), sort, onSort),
        cell: (row) => <RowLink to={`/cases/${row.id}`}>{row.reference}</RowLink>,
      },
      state: { width: 17, label: t('case.state'), cell: (row) => <StateTag kind="case" state={row.state} /> },
      service: { width: 10, label: t('case.service'), cell: (row) => <Word group="service" code={row.service} /> },
      pathway: { width: 14, label: t('case.pathway'), cell: (row) => <Word group="pathway" code={row.pathway} /> },
      household_size: {
        width: 10,
        right: true,
        label: t('case.household_size'),
        cell: (row) => <NumberText value={row.householdSize} />,
      },
      holder: {
        width: 19,
        label: t('case.holder'),
        cell: (row) => <Show value={row.holder}>{(who) => <bdi translate="no">{plain(who)?.displayName}</bdi>}</Show>,
      },
      opened_on: {
        width: 15,
        ...sortable('opened_on', t('case.opened'), sort, onSort),
        cell: (row) => <DateText value={row.openedOn} />,
      },
    }
    return caseColumnNames.map((key) => ({ key, ...columns[key] }))
    // The texts change with the language alone.
  }, [language, sort, onSort, t])
}

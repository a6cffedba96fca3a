import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { plain, type Maybe } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import type { ListColumn } from '../../ui/long-list'
import { Show, TimeText, Word } from '../../ui/values'
import { nameOf } from '../case/notes'
import { FieldNames } from '../policy/field-names'
import type { AccessRecord, AccessSearch } from './access-data'

export const accessColumnNames = ['at', 'act', 'actor', 'resource', 'fields', 'purpose', 'case'] as const

/** The columns of the access log. What was refused stands apart by its tag, its words and its code. */
export function useAccessColumns(search: AccessSearch): readonly ListColumn<AccessRecord>[] {
  const { t, word } = useTexts()
  return useMemo(() => {
    const columns: Record<(typeof accessColumnNames)[number], Omit<ListColumn<AccessRecord>, 'key'>> = {
      at: {
        main: true,
        width: 16,
        label: t('access.at'),
        cell: (row) => (
          <Link to="/access-log" search={{ ...search, record: String(row.id) }} resetScroll={false}>
            <TimeText value={row.at} />
          </Link>
        ),
      },
      act: { width: 14, label: t('access.act'), cell: (row) => <Act row={row} /> },
      actor: { width: 16, label: t('log.actor'), cell: (row) => <Actor row={row} /> },
      resource: {
        width: 15,
        label: t('access.resource'),
        cell: (row) => <Show value={row.resource}>{(name) => <span className="break">{resourceName(name, word)}</span>}</Show>,
      },
      fields: { width: 20, label: t('access.fields'), cell: (row) => <Fields row={row} most={4} /> },
      purpose: { width: 17, label: t('access.purpose'), cell: (row) => <Purpose purpose={row.purpose} /> },
      case: { width: 14, label: t('kind.case'), cell: (row) => <CaseLink row={row} /> },
    }
    return accessColumnNames.map((key) => ({ key, ...columns[key] }))
  }, [search, t, word])
}

/** A refusal names the route that refused, which is no word of the catalogue. */
export function resourceName(name: string, word: (group: string, code: string) => string): string {
  return name.includes('/') ? name : word('resource', name)
}

export function CaseLink({ row }: { row: AccessRecord }) {
  const { t } = useTexts()
  return (
    <Show value={row.caseId}>
      {(id) => (
        <Link to="/cases/$caseId" params={{ caseId: String(id) }}>
          <span className="figure">{plain(row.reference) ?? t('log.to_case')}</span>
        </Link>
      )}
    </Show>
  )
}

/** Which fields; of a glass that was broken, which classes. @param most how many are named before the rest is only counted */
export function Fields({ row, most = Infinity }: { row: AccessRecord; most?: number }) {
  const { t, word } = useTexts()
  return (
    <Show value={plain(row.fields)?.length === 0 ? null : row.fields}>
      {(names) => (
        <span>
          {plain(row.resource) === 'break_glass' ? (
            names.map((name) => word('field_class', name)).join(comma())
          ) : (
            <FieldNames names={names.slice(0, most)} />
          )}
          {names.length > most && <span className="faint"> {t('access.more_fields', { n: names.length - most })}</span>}
        </span>
      )}
    </Show>
  )
}

/** Who it was, in which role, and whose view it was while a trainer looked through a role. */
export function Actor({ row }: { row: AccessRecord }) {
  const { t, word } = useTexts()
  const viewedAs = plain(row.viewedAs)
  const roles = plain(row.roles) ?? []
  return (
    <div>
      {row.actor === null ? t('access.nobody') : nameOf(row.actor)}
      <div className="faint small">
        {viewedAs
          ? t('access.viewed_as', { role: word('role', viewedAs) })
          : roles.map((role) => word('role', role)).join(comma())}
      </div>
    </div>
  )
}

const tones: Readonly<Record<string, string>> = { refused: 'stop', did: 'busy' }

/** What it was; of a refusal its code, of an act what was done. */
export function Act({ row }: { row: AccessRecord }) {
  const { word } = useTexts()
  const [act, code] = [plain(row.act), plain(row.code)]
  const done = (what: string) => (what.startsWith('break_glass.') ? word('glass_reason', what) : word('did', `account.${what}`))
  return (
    <div>
      <span className="tag" data-tone={tones[act ?? ''] ?? 'plain'}>
        <Word group="access_act" code={row.act} />
      </span>
      {code && (
        <div className="faint small break" translate={act === 'did' ? undefined : 'no'}>
          {act === 'did' ? done(code) : <code>{code}</code>}
        </div>
      )}
    </div>
  )
}

/** On what basis of the policy something was read; a broken glass stands in a list of its own. */
export function Purpose({ purpose }: { purpose: Maybe<string | null> }) {
  const { word } = useTexts()
  return (
    <Show value={purpose}>
      {(basis) => (basis.startsWith('glass:') ? <Link to="/break-glass">{word('basis', 'glass')}</Link> : word('basis', basis))}
    </Show>
  )
}

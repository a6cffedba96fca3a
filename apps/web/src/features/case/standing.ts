import type { QueryClient } from '@tanstack/react-query'
import { get } from '../../api/http'
import { isRedacted, plain, type CaseAction, type CaseFile, type Maybe, type Page, type TimelineEntry } from '../../api/types'
import type { Texts } from '../../i18n'
import { formatDate, formatMoney, formatNumber } from '../../i18n/format'
import type { Compared, SeenFact } from '../../ui/command/spec'
import { money } from '../../ui/money'
import {
  actionsQuery,
  caseQuery,
  claimsQuery,
  codesQuery,
  entitlementsQuery,
  placementsQuery,
  type Claim,
  type Code,
  type Entitlement,
  type Placement,
} from './case-data'
import { nameOf } from './notes'
import { comma } from '../../i18n'

/** What the page holds of a case; a list is missing where nobody has opened its tab. */
interface Parts {
  readonly file: CaseFile | undefined
  readonly codes: readonly Code[] | undefined
  readonly placements: readonly Placement[] | undefined
  readonly entitlements: readonly Entitlement[] | undefined
  readonly claims: readonly Claim[] | undefined
}

type Fact = readonly [name: string, label: string, value: Maybe<string | null> | undefined]

function partsOf(client: QueryClient, caseId: string): Parts {
  return {
    file: client.getQueryData(caseQuery(caseId).queryKey),
    codes: client.getQueryData(codesQuery(caseId).queryKey),
    placements: client.getQueryData(placementsQuery(caseId).queryKey),
    entitlements: client.getQueryData(entitlementsQuery(caseId).queryKey),
    claims: client.getQueryData(claimsQuery(caseId).queryKey),
  }
}

/** What can be seen of the thing that an act is about, in words, so that two versions can be laid side by side. */
export function factsOf(action: Pick<CaseAction, 'kind' | 'subjectId'>, parts: Parts, texts: Texts): SeenFact[] {
  return rawFacts(action, parts, texts).map(([name, label, value]) => ({
    name,
    label,
    value: isRedacted(value) ? texts.t('redacted.label') : (value ?? ''),
  }))
}

function rawFacts({ kind, subjectId }: Pick<CaseAction, 'kind' | 'subjectId'>, parts: Parts, texts: Texts): Fact[] {
  const { t, word, language } = texts
  const state = (value: Maybe<string> | undefined): Fact => ['state', t('case.state'), coded('state', value, kind)]
  const coded = (group: string, value: Maybe<string | null> | undefined, stem?: string): Maybe<string | null> | undefined =>
    typeof value === 'string' ? word(group, stem ? `${stem}.${value}` : value) : value
  const day = (value: Maybe<string | null> | undefined) => (typeof value === 'string' ? formatDate(value, language) : value)
  const one = <T extends { readonly id: string }>(rows: readonly T[] | undefined) => rows?.find(({ id }) => id === subjectId)

  if (kind === 'case') return parts.file ? caseFacts(parts.file, texts) : []
  if (kind === 'code') {
    const code = one(parts.codes)
    return code ? [state(code.state), ['code', t('code.code'), code.code]] : []
  }
  if (kind === 'placement') {
    const stay = one(parts.placements)
    if (!stay) return []
    return [
      state(stay.state),
      ['site', t('field.site'), stay.siteName],
      ['from', t('placement.from'), day(stay.from)],
      ['to', t('placement.to'), day(stay.to)],
    ]
  }
  if (kind === 'entitlement') {
    const right = one(parts.entitlements)
    if (!right) return []
    return [
      state(right.state),
      ['from', t('entitlement.from'), day(right.from)],
      ['until', t('entitlement.until'), day(right.until)],
      ['country', t('entitlement.country'), coded('country', right.country)],
    ]
  }
  const claim = kind === 'reward_claim' ? one(parts.claims) : undefined
  if (!claim) return []
  const value = money(claim.amount, plain(claim.currency) ?? undefined)
  return [
    state(claim.state),
    ['scheme', t('field.scheme'), coded('scheme', claim.scheme)],
    ['value', t('claim.value'), value === null || isRedacted(value) ? value : formatMoney(value, language)],
    ['custody', t('claim.custody'), day(claim.custodyOn)],
    ['items', t('field.items'), formatNumber(claim.items.length, language)],
  ]
}

/** The case and its household; a person is compared by what the screen shows of them. */
function caseFacts(file: CaseFile, { t, word, language }: Texts): Fact[] {
  const people = file.household.map((person, index): Fact => {
    const needs = plain(person.needs) ?? []
    const said = [
      plain(person.name) ?? t('person.number', { n: index + 1 }),
      word('relation', plain(person.relation) ?? 'other'),
      ...needs.map((need) => word('need', need)),
      ...(plain(person.until) ? [formatDate(String(plain(person.until)), language)] : []),
    ]
    return [`person.${person.id}`, t('household.title'), said.join(comma())]
  })
  return [
    ['state', t('case.state'), word('state', `case.${file.state}`)],
    ['holder', t('case.holder'), isRedacted(file.holder) ? file.holder : (plain(file.holder)?.displayName ?? null)],
    ...people,
  ]
}

/**
 * What lets the form of an act show both versions when somebody else was quicker: what this page showed when the form was opened, and
 * how it stands after a fresh read, with the entries of the log in between.
 */
export function comparedOf(client: QueryClient, file: CaseFile, action: CaseAction, texts: Texts): Compared | undefined {
  const { subjectId, version } = action
  if (subjectId === null || version === null) return undefined
  const saw = factsOf(action, partsOf(client, file.id), texts)
  return {
    saw,
    read: async () => {
      const [log, actions] = await Promise.all([
        get<Page<TimelineEntry>>(`/cases/${file.id}/timeline`, { kind: action.kind, limit: 50 }),
        client.fetchQuery({ ...actionsQuery(file.id), staleTime: 0 }),
        client.refetchQueries({ queryKey: ['case', file.id], type: 'active' }),
      ])
      const since = log.items.filter((entry) => entry.subjectId === subjectId && entry.seq > version)
      const newest = Math.max(version, ...since.map(({ seq }) => seq), ...actions.flatMap((one) => versionOf(one, subjectId)))
      return {
        version: newest,
        facts: factsOf(action, partsOf(client, file.id), texts),
        since: since.map((entry) => ({
          key: `${entry.subjectId}.${entry.seq}`,
          what: isRedacted(entry.event) ? texts.t('redacted.label') : texts.word('did', `${entry.kind}.${String(entry.event)}`),
          who: plain(entry.role) === 'system' ? texts.t('timeline.system') : nameOf(entry.actor),
          at: entry.recordedAt,
        })),
      }
    },
  }
}

function versionOf(action: CaseAction, subjectId: string): number[] {
  return action.subjectId === subjectId && action.version !== null ? [action.version] : []
}

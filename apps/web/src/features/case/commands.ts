import { get, getItems } from '../../api/http'
import { isRedacted, plain, type CaseAction, type CaseFile, type Maybe } from '../../api/types'
import type { Texts } from '../../i18n'
import { filled, type Answers, type CommandSpec, type Field, type Option } from '../../ui/command/spec'
import { categoriesOf } from '../rules/rule-data'

const checkResults = ['confirmed', 'not_confirmed', 'contradicted', 'not_applicable'] as const
const recommendations = ['clear', 'clear_with_conditions', 'decline'] as const
const codeKinds = ['cdm', 'pre_cdm'] as const
const noteClasses = ['operational', 'personal', 'vetting', 'financial'] as const

/** Where people of the programme live, by the country's code. */
export const countries = ['MM', 'TH', 'IN'] as const

/** The decision that each event of the case's lifecycle stands for. */
const decisions: Readonly<Record<string, string>> = {
  clear: 'cleared',
  clear_with_conditions: 'cleared_with_conditions',
  ask_for_more: 'more_information',
  decline: 'declined',
}

interface SiteOption {
  id: string
  name: Maybe<string>
  free: Maybe<number | null>
  state: string
}

interface TariffOption {
  category: string
  scheme: string
}

/** What the forms of a case need to know of it. */
export interface Ground {
  readonly file: CaseFile
  readonly today: string
  readonly texts: Texts
}

const note: Field = { name: 'note', label: 'field.note', type: 'area', hint: 'field.note_hint' }

const handOverNote: Field = { name: 'note', label: 'field.hand_over_note', type: 'area', hint: 'field.hand_over_note_hint' }

function choice(name: string, label: Field['label'], options: Option[], required = true): Field {
  return { name, label, type: 'choice', options, required }
}

function siteField(texts: Texts, required: boolean): Field {
  return {
    name: 'siteId',
    label: 'field.site',
    type: 'lookup',
    required,
    key: ['sites', texts.language],
    load: async () => {
      const sites = await getItems<SiteOption>('/sites')
      return sites
        .filter((site) => site.state === 'open')
        .map((site) => {
          const free = plain(site.free)
          const name = plain(site.name) ?? site.id
          return { value: site.id, label: typeof free === 'number' ? texts.t('field.site_free', { name, n: free }) : name }
        })
    },
  }
}

function categoryField(name: string, texts: Texts): Field {
  return {
    name,
    label: 'field.items',
    type: 'items',
    required: true,
    key: ['tariff-categories', texts.language],
    load: async () => {
      const lines = await getItems<TariffOption>('/tariff-lines')
      return categoriesOf(lines).map((value) => ({ value, label: texts.word('category', value) }))
    },
  }
}

const schemeField = (texts: Texts): Field => ({
  name: 'scheme',
  label: 'field.scheme',
  type: 'lookup',
  required: true,
  key: ['tariff-schemes', texts.language],
  load: async () => {
    const lines = await getItems<TariffOption>('/tariff-lines')
    return [...new Set(lines.map((line) => line.scheme))].sort().map((value) => ({ value, label: texts.word('scheme', value) }))
  },
})

const holderField: Field = {
  name: 'holderId',
  label: 'case.holder',
  type: 'lookup',
  required: true,
  key: ['accounts'],
  load: async () => {
    const accounts = await getItems<{ id: string; displayName: string }>('/accounts')
    return accounts.map(({ id, displayName }) => ({ value: id, label: displayName }))
  },
}

/** The people of the household as options; a covered name shows as the person's place in the household. */
export function personOptions({ file, texts }: Ground): Option[] {
  return file.household
    .filter((person) => !plain(person.until))
    .map((person, index) => {
      const relation = plain(person.relation) ?? 'other'
      const name = isRedacted(person.name) ? texts.t('person.number', { n: index + 1 }) : String(person.name ?? '')
      return { value: person.id, label: `${name} (${texts.word('relation', relation)})` }
    })
}

const date = (name: string, label: Field['label'], required = false): Field => ({ name, label, type: 'date', required })

type Shape = Pick<CommandSpec, 'path' | 'fields'> & Partial<Pick<CommandSpec, 'body' | 'start' | 'lead'>>

/** Where each event of each kind is sent and what it asks for. An event that is not here has no form. */
function shapeOf(action: CaseAction, ground: Ground): Shape | null {
  const { file, texts, today } = ground
  const { word } = texts
  const at = `/cases/${file.id}`
  const options = (group: string, codes: readonly string[]) => codes.map((value) => ({ value, label: word(group, value) }))
  const reason = action.reasons.length > 0 ? [choice('reason', 'field.reason', options('reason', action.reasons))] : []
  const id = action.subjectId

  switch (`${action.kind}.${action.event}`) {
    case 'case.start_vetting':
      return { path: `${at}/start-vetting`, fields: [] }
    case 'case.record_check':
      return {
        path: `${at}/checks`,
        fields: [
          {
            name: 'check',
            label: 'vetting.check',
            type: 'lookup',
            required: true,
            key: ['vetting-plan', file.id, texts.language],
            load: async () => {
              const vetting = await get<{ plan: { check: string; title: string }[] }>(`${at}/vetting`)
              return vetting.plan.map((planned) => ({
                value: planned.check,
                label: texts.told('check', planned.check, planned.title),
              }))
            },
          },
          choice('result', 'vetting.result', options('check_result', checkResults)),
          note,
        ],
      }
    case 'case.recommend':
      return {
        path: `${at}/recommend`,
        fields: [choice('recommendation', 'vetting.recommendation', options('recommendation', recommendations)), note],
      }
    case 'case.clear':
    case 'case.clear_with_conditions':
    case 'case.ask_for_more':
    case 'case.decline':
      return {
        path: `${at}/decision`,
        fields: [...reason, note],
        body: (answers) => ({ decision: decisions[action.event], ...filled(answers) }),
      }
    case 'case.appeal':
      return { path: `${at}/appeal`, fields: [...reason, note] }
    case 'case.issue_code':
      return {
        path: `${at}/codes`,
        fields: [choice('kind', 'code.kind', options('code_kind', codeKinds))],
        start: { kind: file.pathway === 'in_service' ? 'pre_cdm' : 'cdm' },
      }
    case 'case.change_household':
      return {
        path: `${at}/household-members`,
        fields: [
          choice('relation', 'person.relation', options('relation', ['partner', 'child', 'parent', 'sibling', 'other'])),
          { name: 'name', label: 'person.name', type: 'text', required: true },
          { name: 'nameMy', label: 'person.name_my', type: 'text' },
          date('bornOn', 'person.born_on', true),
          date('since', 'person.since'),
        ],
      }
    case 'case.assign':
      return { path: `${at}/assign`, fields: [holderField, handOverNote] }
    case 'case.add_note':
      return {
        path: `${at}/notes`,
        fields: [
          choice('class', 'note.class', options('note_class', noteClasses)),
          { name: 'text', label: 'note.text', type: 'area', required: true },
        ],
        start: { class: 'operational' },
      }
    case 'case.withdraw':
    case 'case.close':
      return { path: `${at}/${action.event}`, fields: reason }

    case 'code.suspend':
    case 'code.resume':
    case 'code.revoke':
      return { path: `/codes/${id}/${action.event}`, fields: reason }
    case 'code.replace':
      return {
        path: `/codes/${id}/replace`,
        fields: [...reason, choice('kind', 'code.kind', options('code_kind', codeKinds), false)],
      }

    case 'placement.wait':
      return { path: `${at}/placements`, fields: [] }
    case 'placement.book':
      return {
        path: id ? `/placements/${id}/book` : `${at}/placements`,
        fields: [siteField(texts, true), date('from', 'placement.from', true), date('to', 'placement.to')],
        start: { from: today },
      }
    case 'placement.arrive':
      return { path: `/placements/${id}/arrive`, fields: [date('on', 'placement.on')], start: { on: today } }
    case 'placement.leave':
      return { path: `/placements/${id}/leave`, fields: [...reason, date('on', 'placement.on')], start: { on: today } }
    case 'placement.move':
      return {
        path: `/placements/${id}/move`,
        fields: [siteField(texts, true), date('from', 'placement.from', true), date('to', 'placement.to'), ...reason],
        start: { from: today },
      }
    case 'placement.change_dates':
      return { path: `/placements/${id}/change-dates`, fields: [date('from', 'placement.from'), date('to', 'placement.to')] }
    case 'placement.cancel':
      return { path: `/placements/${id}/cancel`, fields: reason }

    case 'entitlement.open':
      return {
        path: `${at}/entitlements`,
        fields: [
          choice('personId', 'entitlement.person', personOptions(ground)),
          choice('payeePersonId', 'entitlement.payee', personOptions(ground), false),
          choice('country', 'entitlement.country', options('country', countries)),
          date('from', 'entitlement.from', true),
        ],
        start: { from: today, country: 'TH' },
      }
    case 'entitlement.suspend':
    case 'entitlement.resume':
      return { path: `/entitlements/${id}/${action.event}`, fields: reason }
    case 'entitlement.end':
      return { path: `/entitlements/${id}/end`, fields: [...reason, date('until', 'entitlement.until')] }

    case 'reward_claim.file':
      return {
        path: `${at}/reward-claims`,
        fields: [categoryField('items', texts), date('receivedOn', 'claim.received_on', true), siteField(texts, false)],
        start: { receivedOn: today },
      }
    case 'reward_claim.record_custody':
      return {
        path: `/reward-claims/${id}/custody-receipt`,
        fields: [date('receivedOn', 'claim.received_on', true)],
        start: { receivedOn: today },
      }
    case 'reward_claim.verify':
    case 'reward_claim.approve':
      return { path: `/reward-claims/${id}/${action.event}`, fields: [] }
    case 'reward_claim.value':
      return { path: `/reward-claims/${id}/value`, fields: [schemeField(texts)] }
    case 'reward_claim.send_back':
      return { path: `/reward-claims/${id}/send-back`, fields: reason }
    case 'reward_claim.reject':
    case 'reward_claim.withdraw':
      return { path: `/reward-claims/${id}/${action.event}`, fields: reason }
    default:
      return null
  }
}

/** Acts that move nothing: there is nothing to look ahead to. */
const withoutEffects = new Set(['case.add_note', 'case.assign', 'case.change_household', 'case.record_check'])

/** Why nobody can take an act back, for the acts of which that is so. */
function forGood({ kind, event }: CaseAction, { t }: Texts): string | undefined {
  switch (`${kind}.${event}`) {
    case 'case.close':
    case 'case.withdraw':
      return t('for_good.close')
    case 'case.decline':
      return t('for_good.decline')
    case 'code.revoke':
    case 'code.replace':
      return t('for_good.code')
    case 'reward_claim.approve':
      return t('for_good.approve_claim')
    case 'reward_claim.reject':
      return t('for_good.reject_claim')
    case 'entitlement.end':
      return t('for_good.entitlement')
    default:
      return undefined
  }
}

/** The form of an action, or null when it is done elsewhere (a payment run takes its payments along). */
export function commandOf(action: CaseAction, ground: Ground, start?: Answers): CommandSpec | null {
  const shape = shapeOf(action, ground)
  if (!shape) return null
  const { texts } = ground
  const lasting = forGood(action, texts)
  return {
    ...shape,
    start: { ...shape.start, ...start },
    title: texts.word('event', `${action.kind}.${action.event}`),
    lead:
      action.subjectState === action.to
        ? texts.t('action.of_case', { reference: ground.file.reference })
        : texts.t('action.leads_case', {
            reference: ground.file.reference,
            state: texts.word('state', `${action.kind}.${action.to}`),
          }),
    serious: action.serious,
    foreseen: !withoutEffects.has(`${action.kind}.${action.event}`),
    ...(lasting ? { forGood: lasting } : {}),
    seen: action.subjectId ? action.version : null,
  }
}

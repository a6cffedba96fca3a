import type { PolicyTable } from './table'

// Who verifies and values equipment reads what it is worth, and the host what it gave a receipt for; neither reads other money.
const assessor = ['equipment_assessor'] as const

export const rewardPolicy = {
  tariff_line: {
    id: { class: 'open' },
    scheme: { class: 'open' },
    category: { class: 'open' },
    amount: { class: 'open' },
    currency: { class: 'open' },
    from: { class: 'open' },
    until: { class: 'open' },
    source: { class: 'open' },
    trainingValue: { class: 'open' },
    state: { class: 'open' },
    version: { class: 'open' },
  },
  reward_claim: {
    id: { class: 'operational', atOwnSite: ['host_organisation'] },
    caseId: { class: 'operational' },
    caseReference: { class: 'operational', atOwnSite: ['host_organisation'] },
    receivedOn: { class: 'operational', atOwnSite: ['host_organisation'] },
    filedOn: { class: 'operational' },
    custodyOn: { class: 'operational', atOwnSite: ['host_organisation'] },
    custodyBy: { class: 'operational' },
    custodySite: { class: 'operational' },
    state: { class: 'operational', atOwnSite: ['host_organisation'] },
    version: { class: 'operational', atOwnSite: ['host_organisation'] },
    items: { class: 'operational', atOwnSite: ['host_organisation'], of: 'reward_item' },
    scheme: { class: 'financial', also: assessor },
    amount: { class: 'financial', also: assessor },
    currency: { class: 'financial', also: assessor },
  },
  // How many claims are in each state, beside the list that shows each of them.
  reward_claim_count: { state: { class: 'operational' }, count: { class: 'operational' } },
  reward_item: {
    category: { class: 'operational', atOwnSite: ['host_organisation'] },
    count: { class: 'operational', atOwnSite: ['host_organisation'] },
    tariffAmount: { class: 'financial', also: assessor },
  },
} as const satisfies PolicyTable

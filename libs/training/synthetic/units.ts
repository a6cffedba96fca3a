import type { Prng } from './prng'

export type Service = 'soldier' | 'police'

/** A unit that exists nowhere: real ones are numbered, these are named. */
export interface SyntheticUnit {
  readonly name: string
  readonly service: Service
  readonly synthetic: true
}

/** An organisation that exists nowhere: who got in touch, who hosts, who announced a tariff. */
export interface SyntheticOrganisation {
  readonly name: string
  readonly kind: OrganisationKind
  readonly synthetic: true
}

export type OrganisationKind = 'support_group' | 'host_organisation' | 'regional_body'

const creatures = [
  'Pangolin',
  'Hornbill',
  'Gibbon',
  'Heron',
  'Loris',
  'Kingfisher',
  'Tapir',
  'Civet',
  'Bulbul',
  'Gaur',
  'Osprey',
  'Otter',
  'Peacock',
  'Serow',
  'Magpie',
  'Plover',
]
const colours = ['Amber', 'Grey', 'Scarlet', 'Ochre', 'Cobalt', 'Umber', 'Teal', 'Ivory', 'Sable', 'Russet']
const unitKinds: Record<Service, readonly string[]> = {
  soldier: [
    'Training Battalion',
    'Supply Company',
    'Signals Company',
    'Engineer Company',
    'Garrison Battalion',
    'Transport Company',
  ],
  police: ['Police Station', 'Police Battalion', 'Traffic Section', 'Records Section', 'Police Training Depot'],
}
const trees = [
  'Banyan',
  'Padauk',
  'Tamarind',
  'Acacia',
  'Rosewood',
  'Bamboo',
  'Mango',
  'Neem',
  'Betel',
  'Coconut',
  'Frangipani',
  'Jackfruit',
  'Ironwood',
  'Cassia',
]
const gifts = ['Lamp', 'Well', 'Shade', 'Bridge', 'Hearth', 'Morning', 'Shelter', 'Path', 'Basket', 'Spring']
const organisationKinds: Record<OrganisationKind, readonly string[]> = {
  support_group: ['Support Circle', 'Support Group', 'Welcome Group'],
  host_organisation: ['Housing Trust', 'Host Association', 'Relief Society'],
  regional_body: ['Regional Council', 'Regional Committee'],
}

/** A fictional unit of a service, such as `Ochre Hornbill Supply Company`. */
export function syntheticUnit(prng: Prng, service: Service): SyntheticUnit {
  return { name: `${prng.pick(colours)} ${prng.pick(creatures)} ${prng.pick(unitKinds[service])}`, service, synthetic: true }
}

/** A fictional organisation, such as `Tamarind Well Support Circle`. */
export function syntheticOrganisation(prng: Prng, kind: OrganisationKind): SyntheticOrganisation {
  return { name: `${prng.pick(trees)} ${prng.pick(gifts)} ${prng.pick(organisationKinds[kind])}`, kind, synthetic: true }
}

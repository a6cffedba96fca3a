import { accessPolicy } from './access.policy'
import { allowancePolicy } from './allowance.policy'
import { auditPolicy } from './audit.policy'
import { casePolicy } from './case.policy'
import { jobsPolicy } from './jobs.policy'
import { keysPolicy } from './keys.policy'
import { ledgerPolicy } from './ledger.policy'
import { paymentsPolicy } from './payments.policy'
import { planningPolicy } from './planning.policy'
import { registrationPolicy } from './registration.policy'
import { relocationPolicy } from './relocation.policy'
import { rewardPolicy } from './reward.policy'
import type { FieldPolicy, PolicyTable } from './table'
import { trainingPolicy } from './training.policy'
import { vettingPolicy } from './vetting.policy'

/**
 * Joins the areas' policies into the one table.
 * @throws Error where two areas name the same resource, or a field refers to a resource that nobody names
 */
export function mergePolicies(areas: Readonly<Record<string, PolicyTable>>): PolicyTable {
  const merged: Record<string, Readonly<Record<string, FieldPolicy>>> = {}
  const owner: Record<string, string> = {}
  for (const [area, table] of Object.entries(areas)) {
    for (const [resource, fields] of Object.entries(table)) {
      if (owner[resource]) throw new Error(`the policies of ${owner[resource]} and ${area} both name the resource ${resource}`)
      owner[resource] = area
      merged[resource] = fields
    }
  }
  for (const [resource, fields] of Object.entries(merged)) {
    for (const [field, { of }] of Object.entries(fields)) {
      if (of && !merged[of]) throw new Error(`${resource}.${field} holds a ${of}, which no policy names`)
    }
  }
  return merged
}

const areas = {
  access: accessPolicy,
  allowance: allowancePolicy,
  audit: auditPolicy,
  case: casePolicy,
  jobs: jobsPolicy,
  keys: keysPolicy,
  ledger: ledgerPolicy,
  payments: paymentsPolicy,
  planning: planningPolicy,
  registration: registrationPolicy,
  relocation: relocationPolicy,
  reward: rewardPolicy,
  training: trainingPolicy,
  vetting: vettingPolicy,
}

/** The one policy table: serialiser, SQL, tests, OpenAPI and documents all read it. */
export const policy: PolicyTable = mergePolicies(areas)

/** A resource that the policy names; another does not compile. */
export type Resource = { [Area in keyof typeof areas]: keyof (typeof areas)[Area] & string }[keyof typeof areas]

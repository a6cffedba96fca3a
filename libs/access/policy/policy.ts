import type { Role } from '../roles'
import { accessPolicy } from './access.policy'
import { allowancePolicy } from './allowance.policy'
import { auditPolicy } from './audit.policy'
import { casePolicy } from './case.policy'
import { jobsPolicy } from './jobs.policy'
import { ledgerPolicy } from './ledger.policy'
import { paymentsPolicy } from './payments.policy'
import { planningPolicy } from './planning.policy'
import { registrationPolicy } from './registration.policy'
import { relocationPolicy } from './relocation.policy'
import { rewardPolicy } from './reward.policy'
import { fieldClasses, readersOf, type FieldClass, type FieldPolicy, type PolicyTable } from './table'
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

/** The one policy table: serialiser, tests and documents all read it. */
export const policy: PolicyTable = mergePolicies({
  access: accessPolicy,
  allowance: allowancePolicy,
  audit: auditPolicy,
  case: casePolicy,
  jobs: jobsPolicy,
  ledger: ledgerPolicy,
  payments: paymentsPolicy,
  planning: planningPolicy,
  registration: registrationPolicy,
  relocation: relocationPolicy,
  reward: rewardPolicy,
  training: trainingPolicy,
  vetting: vettingPolicy,
})

/** @param viewerRoles the roles of the viewer; null for somebody without a session, who reads what is open */
export function readsClass(viewerRoles: readonly Role[] | null, fieldClass: FieldClass): boolean {
  if (viewerRoles === null) return fieldClass === 'open'
  return readersOf[fieldClass].some((role) => viewerRoles.includes(role))
}

/** Whether a viewer may read a field; `rowClass` is the class that the row says of itself, for fields that follow it. */
export function readsField(viewerRoles: readonly Role[] | null, field: FieldPolicy, rowClass?: unknown): boolean {
  if (field.also?.some((role) => viewerRoles?.includes(role))) return true
  return readsClass(viewerRoles, field.class) && (!field.follows || readsClass(viewerRoles, rowClassOf(rowClass)))
}

/** The class that a row says of itself; whatever is not a class counts as secret. */
export function rowClassOf(said: unknown): FieldClass {
  return fieldClasses.find((known) => known === said) ?? 'secret'
}

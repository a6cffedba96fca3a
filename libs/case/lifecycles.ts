import { edgesOf, faultsOf, type Lifecycle, type SubjectKind } from './lifecycle'
import { caseLifecycle } from './lifecycles/case.lifecycle'
import { codeLifecycle } from './lifecycles/code.lifecycle'
import { erasureLifecycle } from './lifecycles/erasure.lifecycle'
import { entitlementLifecycle } from './lifecycles/entitlement.lifecycle'
import { paymentLifecycle } from './lifecycles/payment.lifecycle'
import { paymentRunLifecycle } from './lifecycles/payment-run.lifecycle'
import { placementLifecycle } from './lifecycles/placement.lifecycle'
import { fundLifecycle, ruleLifecycle, siteLifecycle } from './lifecycles/register.lifecycles'
import { rewardClaimLifecycle } from './lifecycles/reward-claim.lifecycle'

/** The lifecycle of every kind of subject. The only list: the spine, the documents, the picture and verify-log all read this one. */
export const lifecycles: { readonly [Kind in SubjectKind]: Lifecycle & { readonly name: Kind } } = {
  case: caseLifecycle,
  code: codeLifecycle,
  placement: placementLifecycle,
  entitlement: entitlementLifecycle,
  payment_run: paymentRunLifecycle,
  payment: paymentLifecycle,
  reward_claim: rewardClaimLifecycle,
  site: siteLifecycle,
  rule: ruleLifecycle,
  fund: fundLifecycle,
  erasure: erasureLifecycle,
}

/** Names that lifecycles refer to and that somebody must have registered before the process may serve. */
export function namesUsed(of: 'when' | 'effects'): Set<string> {
  return new Set(Object.values(lifecycles).flatMap((l) => [...edgesOf(l)].flatMap(({ edge }) => edge[of] ?? [])))
}

/** @throws Error that lists every fault of every lifecycle; called at start-up */
export function checkLifecycles(): void {
  const faults = Object.values(lifecycles).flatMap(faultsOf)
  if (faults.length > 0) throw new Error(`The lifecycles are not sound:\n- ${faults.join('\n- ')}`)
}

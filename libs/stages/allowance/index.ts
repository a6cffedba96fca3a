export { AllowanceModule } from './allowance.module'
export { EntitlementActs, type OpenEntitlement } from './entitlement-acts'
export { RateActs } from './rate-acts'

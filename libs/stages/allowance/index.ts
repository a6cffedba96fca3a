export { AllowanceModule } from './allowance.module'
export { EntitlementActs } from './entitlement-acts'
export { RateActs } from './rate-acts'

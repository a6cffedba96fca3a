export { ClaimActs } from './claim-acts'
export { FileClaim } from './file-claim'
export { RewardModule } from './reward.module'
export { TariffActs } from './tariff-acts'

import type { PolicyTable } from './table'

export const rewardPolicy = {} as const satisfies PolicyTable

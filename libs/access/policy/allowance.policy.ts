import type { PolicyTable } from './table'

export const allowancePolicy = {} as const satisfies PolicyTable

import type { PolicyTable } from './table'

export const paymentsPolicy = {} as const satisfies PolicyTable

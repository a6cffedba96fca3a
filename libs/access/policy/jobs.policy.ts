import type { PolicyTable } from './table'

export const jobsPolicy = {} as const satisfies PolicyTable

import type { PolicyTable } from './table'

export const registrationPolicy = {} as const satisfies PolicyTable

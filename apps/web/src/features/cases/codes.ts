/** The coded values of a case, in the order of programme.md. */
export const caseStates = ['contacted', 'in_vetting', 'awaiting_decision', 'vetted', 'registered', 'declined', 'closed'] as const
export const services = ['soldier', 'police'] as const
export const pathways = ['individual', 'collective', 'surrender', 'in_service'] as const
export const channels = ['messenger', 'phone', 'host_organisation', 'in_person'] as const
export const relations = ['partner', 'child', 'parent', 'sibling', 'other'] as const
export const needs = ['health', 'schooling', 'disability', 'pregnancy'] as const

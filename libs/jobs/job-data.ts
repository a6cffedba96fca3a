/** What a job may be told: ids, days, counts and codes. Whatever else it needs, it reads where the redaction policy and the locks are. */
export type JobValue = string | number | boolean | null | readonly string[]
export type JobData = Readonly<Record<string, JobValue>>

const harmless = [
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, // an id
  /^\d{4}-\d{2}(-\d{2})?$/, // a month or a day
  /^[a-z][a-z0-9_.-]{0,39}$/, // a code: a kind, a state, a purpose
  /^[0-9a-f]{64}$/, // a hash
]

/**
 * Job data are read by whoever sees the queue, so nothing personal may get there (design section 5).
 * @throws Error naming the field: a fault of the programmer, never of a user
 */
export function assertIdsOnly(data: JobData): void {
  for (const [field, value] of Object.entries(data)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      if (typeof one === 'string' && !harmless.some((form) => form.test(one))) {
        throw new Error(
          `job data: ${field} is neither an id, a day, a code nor a hash; give the job an id and let it read the rest`,
        )
      }
      if (typeof one === 'number' && !Number.isSafeInteger(one)) throw new Error(`job data: ${field} is not a whole number`)
    }
  }
}

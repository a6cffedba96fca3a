import { ValidateBy, type ValidationOptions } from 'class-validator'

/** Currencies that Passage keeps accounts in: where people live, and what donors give. */
export const currencies = ['EUR', 'INR', 'MMK', 'THB', 'USD'] as const
export type Currency = (typeof currencies)[number]

const dayShape = /^(\d{4})-(\d{2})-(\d{2})$/
const largestAmount = 2n ** 63n - 1n

/** Whether a text is a real day of the calendar, `YYYY-MM-DD`. */
export function isDay(value: unknown): value is string {
  const parts = typeof value === 'string' ? dayShape.exec(value) : null
  if (!parts) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** A real day of the calendar, `YYYY-MM-DD`; 2021-02-30 is none. */
export function IsDay(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    { name: 'isDay', validator: { validate: isDay, defaultMessage: () => '$property is not a day of the calendar' } },
    options,
  )
}

/** Whether a text is an amount in minor units: a whole decimal number from `least` on, as a text. */
export function isMinorUnits(value: unknown, least = 1n): value is string {
  if (typeof value !== 'string' || !/^(0|[1-9]\d{0,18})$/.test(value)) return false
  const amount = BigInt(value)
  return amount >= least && amount <= largestAmount
}

/** An amount in minor units as a decimal text, above zero unless `least` says otherwise: `"100000"` is 1,000.00. */
export function IsMinorUnits(least = 1n, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isMinorUnits',
      constraints: [least],
      validator: {
        validate: (value: unknown) => isMinorUnits(value, least),
        defaultMessage: () => `$property is not an amount in minor units of at least ${least}`,
      },
    },
    options,
  )
}

/** One of the currencies that Passage keeps accounts in. */
export function IsCurrency(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isCurrency',
      constraints: [currencies],
      validator: {
        validate: (value: unknown) => currencies.some((known) => known === value),
        defaultMessage: () => '$property is not a currency that Passage keeps accounts in',
      },
    },
    options,
  )
}

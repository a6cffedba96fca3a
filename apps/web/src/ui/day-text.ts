import { inWhichMonth, latinDigits } from '../i18n/format'

/**
 * What somebody typed as a day, in ISO form. Understood are `2024-06-30`, `30.6.2024`, `30/6/2024` (the day first, as people of the programme write it),
 * `30 6 2024` and `30 Jun 2024` in either language and either kind of digits.
 * @returns null for what is no day of the calendar
 */
export function readDay(typed: string): string | null {
  const text = latinDigits(typed).trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (iso) return dayOf(iso[1]!, iso[2]!, iso[3]!)
  const plain = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/.exec(text)
  if (plain) return dayOf(plain[3]!, plain[2]!, plain[1]!)
  const named = /^(\d{1,2})[\s.]+(\D+?)[\s.]+(\d{4})$/.exec(text)
  const month = named && inWhichMonth(named[2]!)
  return named && month ? dayOf(named[3]!, String(month), named[1]!) : null
}

/** What somebody typed as a month, in ISO form: `2024-06`, `6/2024`, `Jun 2024`. */
export function readMonth(typed: string): string | null {
  const text = latinDigits(typed).trim()
  const iso = /^(\d{4})-(\d{1,2})$/.exec(text)
  if (iso) return readDay(`${iso[1]}-${iso[2]}-01`)?.slice(0, 7) ?? null
  return readDay(`1 ${text}`)?.slice(0, 7) ?? readDay(`1/${text}`)?.slice(0, 7) ?? null
}

function dayOf(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${iso}T00:00:00Z`)
  // The 31st of June would become the 1st of July.
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? null : iso
}

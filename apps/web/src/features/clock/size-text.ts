import type { Language } from '../../i18n'
import { digits } from '../../i18n/format'

/** Bytes in whole megabytes, one at least: a restore point is never nothing. */
export function sizeText(bytes: number, language: Language): string {
  return digits(`${Math.max(1, Math.round(Number(bytes) / 1_000_000))} MB`, language)
}

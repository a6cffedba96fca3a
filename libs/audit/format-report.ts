import { describePlace, faultCodes, type FaultCode, type LogFault } from './log-fault'
import type { LogReport } from './verify-log'

/** A report as an auditor reads it on a terminal: the verdict first, then the faults with their places, then what it cannot show. */
export function formatReport(report: LogReport): string {
  const { transitions, subjects, seconds, faults, faultCount, first, faultsByCode } = report
  const scope = `${counted(transitions, 'transition')} of ${counted(subjects, 'subject')} in ${seconds.toFixed(1)} s`
  const lines: string[] = []
  if (report.stopped) lines.push(`Stopped before the end: ${scope}; what was not read is not vouched for.`)
  if (first) {
    lines.push(`NOT INTACT: ${counted(faultCount, 'fault')} found in ${scope}.`, `The first: ${sentence(first)}`, '')
    lines.push('Faults by kind:')
    for (const [code, count] of Object.entries(faultsByCode)) lines.push(`  ${count} × ${code}: ${faultCodes[code as FaultCode]}`)
    lines.push('', faults.length < faultCount ? `The first ${faults.length} of ${faultCount}:` : 'All of them:')
    for (const fault of faults) lines.push(`  - [${fault.code}] ${sentence(fault)}`)
  } else if (!report.stopped) {
    lines.push(`Intact: ${scope} re-hashed, linked and replayed; states and ledger agree.`)
  }
  lines.push('', 'Without checkpoints, this cannot show:', ...report.cannotShow.map((what) => `  - ${what}`))
  return `${lines.join('\n')}\n`
}

/** `Transition 3 of case P-2021-00042 (…): reason says …` */
export function sentence(fault: LogFault): string {
  const place = describePlace(fault.place)
  return `${place.charAt(0).toUpperCase()}${place.slice(1)}: ${fault.message}`
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}

import { isDay, Refused, type FieldProblem } from '@passage/platform'
import { noteClasses, type NewPerson, type NoteClass, type Relation } from '@passage/case'
import { readersOf, type Role } from '@passage/access'

/**
 * How old somebody can be who served in an army or a police force. No source says it; these catch slips of the pen (a year typed as
 * 2091 or 1931) and decide nothing about anybody.
 */
const applicantAges = { from: 15, to: 80 }
const oldestPerson = 110
/** Years between a parent and a child below which one of the two dates must be wrong. */
const leastYearsBetweenGenerations = 12

/** Whole years that somebody born on one day has completed on another. */
export function ageOn(bornOn: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return day.slice(5) < bornOn.slice(5) ? years - 1 : years
}

/**
 * Looks at a household as it was typed in: one applicant, everybody born by today, ages that can be.
 * @param household the applicant first, as it goes into the case
 * @returns what is wrong, naming each field as the client sent it; empty when nothing is
 */
export function faultsOfHousehold(household: readonly NewPerson[], today: string): FieldProblem[] {
  const faults: FieldProblem[] = []
  const applicants = household.filter((person) => person.relation === 'applicant')
  if (applicants.length !== 1) {
    faults.push({
      field: 'household',
      message: `A case has one applicant, and this one has ${applicants.length}.`,
      fix: 'Send the applicant as applicant, and everybody else with another relation.',
    })
  }
  const applicant = applicants[0]
  let place = 0
  for (const person of household) {
    const at = person === applicant ? 'applicant' : `household.${place++}`
    faults.push(...faultsOfPerson(person, applicant?.bornOn, today, at))
  }
  return faults
}

/** What is wrong with one person, who joins a household whose applicant was born on the day given. */
export function faultsOfPerson(
  person: NewPerson,
  applicantBornOn: string | undefined,
  today: string,
  at: string,
): FieldProblem[] {
  const field = at ? `${at}.bornOn` : 'bornOn'
  const fault = (message: string, fix: string): FieldProblem[] => [{ field, message, fix }]
  if (!isDay(person.bornOn)) return fault(`${field} is not a day of the calendar.`, 'Send the date of birth as YYYY-MM-DD.')
  if (person.bornOn > today) {
    return fault(`${field} lies after the programme date, ${today}.`, 'Send the day on which the person was born.')
  }
  const age = ageOn(person.bornOn, today)
  if (age > oldestPerson) {
    return fault(`${field} makes the person ${age} years old.`, `Check the year; nobody older than ${oldestPerson} is expected.`)
  }
  if (person.relation === 'applicant') {
    if (age >= applicantAges.from && age <= applicantAges.to) return []
    return fault(
      `${field} makes the applicant ${age} years old.`,
      `Check the year; somebody who serves or served is between ${applicantAges.from} and ${applicantAges.to} years old.`,
    )
  }
  if (!applicantBornOn || !isDay(applicantBornOn)) return []
  const older: Partial<Record<Relation, [string, string]>> = {
    child: [applicantBornOn, person.bornOn],
    parent: [person.bornOn, applicantBornOn],
  }
  const generations = older[person.relation]
  if (!generations || ageOn(generations[0], generations[1]) >= leastYearsBetweenGenerations) return []
  return fault(
    `${field} leaves fewer than ${leastYearsBetweenGenerations} years between the applicant and their ${person.relation}.`,
    'Check the dates of birth of both, and the relation.',
  )
}

/**
 * A member joins or leaves on a day that the case has seen: not before it began (or they joined), not after today.
 * @throws Refused `input.before_case`, `input.date`, naming the field
 */
export function assertDay(field: string, day: string, notBefore: string, today: string): void {
  if (!isDay(day)) {
    throw Refused.field(field, `${field} is not a day of the calendar.`, 'Send the day as YYYY-MM-DD.', 'input.date')
  }
  if (day < notBefore) {
    throw Refused.field(
      field,
      `${field} lies before ${notBefore}, the day from which the case knows this household.`,
      `Send ${notBefore} or a later day.`,
      'input.before_case',
    )
  }
  if (day > today) {
    throw Refused.field(
      field,
      `${field} lies after the programme date, ${today}.`,
      `Send ${today} or an earlier day.`,
      'input.date',
    )
  }
}

/** Refuses people with every fault that was found in them, so that all are mended in one go. @throws Refused `input.implausible` */
export function refuseFaults(errors: readonly FieldProblem[]): void {
  const [first] = errors
  if (!first) return
  throw new Refused('input.implausible', errors.map((fault) => fault.message).join(' '), {
    field: first.field,
    fix: errors.map((fault) => fault.fix).join(' '),
    errors,
  })
}

/**
 * Whoever writes a note could read it: a class is chosen by what the text says, never to hide it.
 * @param field what names the class, or what would be a note of that class
 * @throws Refused `access.note_class`
 */
export function assertMayWrite(roles: readonly Role[], noteClass: NoteClass, field: 'class' | 'note'): void {
  const classes = noteClassesOf(roles)
  if (classes.includes(noteClass)) return
  throw Refused.field(
    field,
    `Your roles do not read ${noteClass} notes, so that you cannot write one.`,
    field === 'class' ? `Send class as one of: ${classes.join(', ')}.` : 'Leave the note out.',
    'access.note_class',
  )
}

function noteClassesOf(roles: readonly Role[]): NoteClass[] {
  return noteClasses.filter((noteClass) => readersOf[noteClass].some((role) => roles.includes(role)))
}

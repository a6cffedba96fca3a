/** The first line of every file that leaves. */
export const syntheticNote: readonly [string, string] = [
  'SYNTHETIC DATA',
  'Every person, place, unit and payment in this file is made up: it comes from a training and planning system.',
]

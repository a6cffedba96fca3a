/** The languages that the screens are written in. */
export const languages = ['en', 'my'] as const
export type Language = (typeof languages)[number]

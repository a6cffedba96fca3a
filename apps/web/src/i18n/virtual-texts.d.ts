/** The sentences of the server as `[English, Burmese]`, from glossary.json (apps/web/texts-plugin.ts). */
declare module 'virtual:texts/said' {
  const sentences: readonly (readonly [string, string])[]
  export default sentences
}

/** The texts of one language, from glossary.json (apps/web/texts-plugin.ts). */
declare module 'virtual:texts/*' {
  const texts: Readonly<Record<string, string>>
  export default texts
}

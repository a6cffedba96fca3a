/** The texts of one language, from glossary.json (apps/web/texts-plugin.ts). */
declare module 'virtual:texts/*' {
  const texts: Readonly<Record<string, string>>
  export default texts
}

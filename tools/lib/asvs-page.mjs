/** docs/asvs.md: what OWASP ASVS 5.0 asks, and which test shows it. */
const chapters = {
  1: 'Encoding and cleaning',
  2: 'Checking input, and business logic',
  3: 'In the browser',
  4: 'The API',
  5: 'Files',
  6: 'Signing in',
  7: 'Sessions',
  8: 'Who may what',
  9: 'Self-contained tokens',
  10: 'OAuth and OpenID Connect',
  11: 'Cryptography',
  12: 'TLS',
  13: 'Configuration',
  14: 'Keeping data',
  15: 'Code and packages',
  16: 'Logs and errors',
  17: 'WebRTC',
}

/** docs/asvs.md, from test/asvs/requirements.json. `npm run format` writes it. */
export function asvsPage(requirements) {
  const parts = [
    '# Passage and OWASP ASVS 5.0',
    '',
    'Made from `test/asvs/requirements.json`; `test/asvs/asvs.spec.ts` fails where a requirement of level 1 or 2 is missing, or where one is called',
    'covered by a test that is not there. The wording is ours and short: what a requirement asks in full stands in the standard under its number.',
    'Of level 3 only what is covered is listed.',
    '',
    '| level | covered | does not apply | not yet met |',
    '| --- | --- | --- | --- |',
    ...[1, 2, 3].map((level) => `| ${[level, ...counts(requirements.filter((one) => one.level === level))].join(' | ')} |`),
  ]
  for (const [number, title] of Object.entries(chapters)) {
    const own = requirements.filter(({ id }) => id.startsWith(`${number}.`))
    parts.push('', `## ${number}. ${title}`, '', '| | level | asks | |', '| --- | --- | --- | --- |', ...own.map(row))
  }
  return `${parts.join('\n')}\n`
}

function counts(requirements) {
  return ['covered', 'moot', 'open'].map((of) => requirements.filter((one) => one[of] !== undefined).length)
}

function row({ id, level, asks, covered, moot, open }) {
  const said = covered
    ? covered.map(({ file, title }) => `\`${file}\`: “${title}”`).join('<br>')
    : moot !== undefined
      ? `Does not apply: ${moot}`
      : `**Not yet met**: ${open}`
  return `| ${[id, level, asks, said].map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

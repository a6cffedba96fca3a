import { auditFaults, kindOfAnswer, sbomFaults } from '../../tools/lib/audit.mjs'

const today = '2026-11-22'
const hole = (severity: string, fixAvailable: unknown = true) => ({
  auditReportVersion: 2,
  vulnerabilities: {
    holey: {
      name: 'holey',
      severity,
      via: [{ name: 'holey', title: 'Lets anybody in', url: 'https://advisories.example/GHSA-aaaa', severity, range: '<2.0.0' }],
      fixAvailable,
    },
    wrapper: { name: 'wrapper', severity, via: ['holey'], fixAvailable },
  },
})

describe('The audit of what runs in production', () => {
  it.each(['high', 'critical'])('fails on a hole that is %s, once, with its name and its fix', (severity) => {
    const fix = { name: 'holey', version: '2.0.1', isSemVerMajor: true }
    expect(auditFaults(hole(severity, fix), [], today)).toEqual([
      `holey <2.0.0: ${severity}: Lets anybody in (GHSA-aaaa). Upgrade holey to 2.0.1 (a new major).`,
    ])
  })

  it.each(['moderate', 'low', 'info'])('passes over what is %s', (severity) => {
    expect(auditFaults(hole(severity), [], today)).toEqual([])
  })

  it('passes over what is excepted for a time and with a reason, and no longer', () => {
    const exception = { advisory: 'GHSA-aaaa', reason: 'We do not call it.', until: today }
    expect(auditFaults(hole('high'), [exception], today)).toEqual([])
    const later = auditFaults(hole('high'), [exception], '2026-11-23')
    expect(later).toEqual([expect.stringContaining('was excepted until'), expect.stringContaining('Lets anybody in')])
    expect(auditFaults(hole('low'), [{ advisory: 'GHSA-bbbb', until: '2027-01-01' }], today)).toEqual([
      expect.stringContaining('needs a reason'),
    ])
  })

  it.each([
    [{ auditReportVersion: 2, vulnerabilities: {} }, 'report'],
    [{ message: 'request failed, reason: getaddrinfo ENOTFOUND', error: { code: 'ENOTFOUND' } }, 'unreachable'],
    [{ statusCode: 405, message: 'Method Not Allowed' }, 'unreachable'],
    [{ statusCode: 500 }, 'otherwise'],
    [undefined, 'otherwise'],
    [{}, 'otherwise'],
  ])('knows of %j whether it is a report (%s)', (answer, kind) => expect(kindOfAnswer(answer)).toBe(kind))
})

describe('The bill of materials', () => {
  const bom = (...components: object[]) => ({ bomFormat: 'CycloneDX', components })
  const whole = { name: 'a', version: '1.0.0', licenses: [{ license: { id: 'MIT' } }] }

  it('is sound where each package says its version and its licence', () => expect(sbomFaults(bom(whole))).toEqual([]))

  it('names each package that does not', () => {
    expect(sbomFaults(bom(whole, { name: 'b', licenses: [] }))).toEqual([
      'b does not say its version and licence: replace it, or ask its authors',
    ])
  })

  it.each([undefined, {}, bom()])('is none where it is %j', (nothing) => {
    expect(sbomFaults(nothing)).toEqual([expect.stringContaining('npm ci')])
  })
})

/** Reads what `npm audit --json` says: pure, so that it can be tested without a registry. */

const grave = new Set(['high', 'critical'])

/**
 * @param report what npm answered, parsed; undefined where it was no JSON
 * @returns 'report'; 'unreachable' where there is no audit service to ask (no network, or a mirror without one); 'otherwise' for the rest
 */
export function kindOfAnswer(report) {
  if (report?.auditReportVersion !== undefined && report.vulnerabilities) return 'report'
  const { code } = report?.error ?? {}
  const noNetwork = /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENOAUDIT)$/
  if (noNetwork.test(code ?? report?.code ?? '') || /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT/.test(report?.message ?? ''))
    return 'unreachable'
  return [404, 405, 501].includes(report?.statusCode) ? 'unreachable' : 'otherwise'
}

/**
 * @param exceptions of tools/audit-exceptions.json
 * @param today `YYYY-MM-DD`, the real date
 * @returns a line for each high or critical advisory that is not excepted, and for each exception that is not as it must be
 */
export function auditFaults(report, exceptions, today) {
  const excepted = new Set(exceptions.filter(({ until }) => until >= today).map(({ advisory }) => advisory))
  const advisories = Object.values(report.vulnerabilities).flatMap(({ name, via, fixAvailable }) =>
    via
      .filter((one) => typeof one === 'object' && grave.has(one.severity))
      .map(({ title, url, severity, range }) => ({
        name,
        title,
        severity,
        range,
        id: url?.split('/').at(-1) ?? '?',
        fixAvailable,
      })),
  )
  return [
    ...exceptions.flatMap((exception) => exceptionFaults(exception, today)),
    ...advisories
      .filter(({ id }) => !excepted.has(id))
      .map(
        ({ name, range, severity, title, id, fixAvailable }) =>
          `${name} ${range}: ${severity}: ${title} (${id}). ${fixOf(fixAvailable)}`,
      ),
  ]
}

function exceptionFaults({ advisory = 'an exception', reason, until }, today) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until ?? '') || !reason)
    return [`${advisory} in tools/audit-exceptions.json needs a reason and a day (until: YYYY-MM-DD)`]
  return until < today ? [`${advisory} was excepted until ${until}: upgrade the package, or say anew why not`] : []
}

function fixOf(fix) {
  if (!fix) return 'There is no fixed version yet: replace the package, or except it in tools/audit-exceptions.json for a time.'
  if (fix === true) return 'npm audit fix mends it.'
  return `Upgrade ${fix.name} to ${fix.version}${fix.isSemVerMajor ? ' (a new major)' : ''}.`
}

/**
 * @param bom a CycloneDX document, parsed; undefined where it was no JSON
 * @returns a line for each package of which it does not say the version or the licence
 */
export function sbomFaults(bom) {
  if (bom?.bomFormat !== 'CycloneDX' || !Array.isArray(bom.components) || bom.components.length === 0)
    return ['npm sbom gave no CycloneDX document with components: is everything installed (npm ci)?']
  return bom.components.flatMap(({ name, version, licenses }) => {
    const missing = [...(version ? [] : ['version']), ...(licenses?.length ? [] : ['licence'])]
    return missing.length ? [`${name} does not say its ${missing.join(' and ')}: replace it, or ask its authors`] : []
  })
}

/** What the packages are that run in production, and what is known against them. */
import fs from 'node:fs'
import path from 'node:path'
import { auditFaults, kindOfAnswer, sbomFaults } from './audit.mjs'
import { npm, runQuietly } from './install.mjs'
import { repository } from './postgres-programs.mjs'

/** Every package that runs in production says its version and its licence (CycloneDX). */
export async function sbom() {
  return sbomFaults(await ask('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'))
}

/**
 * No package that runs in production has a known hole that is high or critical. Where no audit service can be asked, that is said and no fault;
 * with CI=true an answer that nobody understands is one.
 */
export async function audit({ say }) {
  const report = await ask('audit', '--omit', 'dev', '--json')
  const exceptions = JSON.parse(fs.readFileSync(path.join(repository, 'tools', 'audit-exceptions.json'), 'utf8'))
  const kind = kindOfAnswer(report)
  if (kind === 'report') return auditFaults(report, exceptions, new Date().toISOString().slice(0, 10))
  say(
    `NOT ASKED: the registry has no audit service that answers (${report?.message ?? 'no answer'}), so that known holes were not looked for.`,
  )
  return kind === 'otherwise' && process.env.CI === 'true'
    ? ['the registry answered npm audit with something else than a report']
    : []
}

async function ask(...args) {
  const [command, before] = npm()
  const { stdout } = await runQuietly(command, [...before, ...args], { cwd: repository })
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}

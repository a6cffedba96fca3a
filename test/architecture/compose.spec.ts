import { readFileSync } from 'node:fs'
import path from 'node:path'
import { configVariables } from '@passage/platform'

const read = (file: string) => readFileSync(path.resolve(__dirname, '../..', file), 'utf8')

/** The services of docker-compose.yml with their lines; the file is plain enough to be read by its indentation. */
function servicesOf(yaml: string): Map<string, string[]> {
  const services = new Map<string, string[]>()
  let current: string[] | undefined
  for (const line of yaml.slice(yaml.indexOf('\nservices:')).split('\n').slice(2)) {
    const name = /^ {2}([a-z]+):$/.exec(line)?.[1]
    if (name) services.set(name, (current = []))
    else if (/^\S/.test(line)) break
    else current?.push(line)
  }
  return services
}

function environmentOf(lines: string[]): string[] {
  const start = lines.indexOf('    environment:')
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => !line.startsWith('      '))
  return start < 0 ? [] : rest.slice(0, end < 0 ? undefined : end).map((line) => line.trim().split(':')[0]!)
}

describe('docker-compose.yml', () => {
  const yaml = read('docker-compose.yml')
  const services = servicesOf(yaml)
  const ours = [...services].filter(([, lines]) => lines.includes('    image: passage'))

  it('runs PostgreSQL 18, Valkey, the migration, the API, two workers, the paymaster and the keeper', () => {
    expect([...services.keys()].sort()).toEqual(['api', 'keeper', 'migrate', 'paymaster', 'postgres', 'valkey', 'worker'])
    expect(services.get('postgres')).toContain('    image: postgres:18')
    expect(services.get('worker')).toContain('      replicas: 2')
  })

  it.each(ours)('sets for %s only variables that the configuration reads', (_service, lines) => {
    const set = environmentOf(lines)
    expect(set.length).toBeGreaterThan(0)
    expect(set.filter((name) => !(configVariables as readonly string[]).includes(name))).toEqual([])
  })

  it('gives the password of the owner to nobody but the migration and the keeper of restore points', () => {
    const knowing = ours
      .filter(([, lines]) => lines.some((line) => line.includes('POSTGRES_PASSWORD')))
      .map(([service]) => service)
    expect(knowing).toEqual(['migrate', 'keeper'])
  })

  it('asks for nothing that .env.example does not explain', () => {
    const asked = new Set([...yaml.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!))
    const explained = new Set([...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!))
    expect([...asked].sort()).toEqual([...explained].sort())
  })
})

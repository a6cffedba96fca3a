/** Programs that some specs need and npm does not bring: Chromium for the browser journeys, a Redis server for the queues. */
import fs from 'node:fs'
import path from 'node:path'
import { runQuietly } from './install.mjs'
import { isRoot } from './postgres-programs.mjs'

const extras = [
  {
    variable: 'PASSAGE_CHROMIUM',
    programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    elsewhere: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    package: 'chromium',
    needs: 'the browser journeys',
  },
  {
    variable: 'PASSAGE_REDIS_SERVER',
    programs: ['redis-server', 'valkey-server'],
    elsewhere: [],
    package: 'redis-server',
    needs: 'the specs of the queues on Redis',
  },
]

/**
 * Looks for the programs, and installs the missing ones where that is possible (root on Debian or Ubuntu).
 * @returns the variables that tell the specs where they are, and a line for each that is still missing
 */
export async function findExtras(log) {
  let missing = await lookFor(extras)
  if (missing.length && isRoot && fs.existsSync('/usr/bin/apt-get')) {
    await installWithApt(
      missing.map((extra) => extra.package),
      log,
    )
    missing = await lookFor(extras)
  }
  const found = Object.fromEntries(extras.filter((extra) => extra.path).map((extra) => [extra.variable, extra.path]))
  return { found, missing: missing.map(explain) }
}

/** @returns those that are not there; the others get their path */
async function lookFor(wanted) {
  for (const extra of wanted) {
    const named = process.env[extra.variable]
    const places = [...(named ? [named] : []), ...extra.programs.flatMap(onPath), ...extra.elsewhere]
    extra.path = undefined
    for (const place of places) {
      // Ubuntu's package chromium is a mere pointer to a snap, which only says so: what cannot tell its version is not there.
      if (!extra.path && fs.existsSync(place) && (await runQuietly(place, ['--version'])).code === 0) extra.path = place
    }
  }
  return wanted.filter((extra) => !extra.path)
}

const onPath = (program) => (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, program))

async function installWithApt(packages, log) {
  log(`installing ${packages.join(' and ')} with apt-get, since this is root on Debian or Ubuntu; this can take some minutes`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  await runQuietly('apt-get', ['update', '-qq'], { env })
  for (const name of packages) {
    const { code, output } = await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env })
    if (code !== 0) log(`apt-get could not install ${name}: ${output.trim().split('\n').at(-1)}`)
  }
}

const explain = (extra) =>
  `${extra.needs} did not run: there is no ${extra.programs[0]}. Install it (on Debian as root: apt-get install ${extra.package}), or name it in ${extra.variable}.`

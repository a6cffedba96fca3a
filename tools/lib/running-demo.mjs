/** A note beside the data of which demo runs on them, so that no second one starts on the same data, and a killed one's children are found. */
import fs from 'node:fs'
import path from 'node:path'
import { PlainError } from './console.mjs'
import { commandLine, isAlive, signal } from './processes.mjs'
import { dataFolder } from './settings.mjs'

const noteFile = () => path.join(dataFolder(), 'running.json')

/** The demo that runs on these data at the moment, or null. */
export function runningDemo() {
  const note = readNote()
  return note && isAlive(note.launcher) && commandLine(note.launcher).includes('demo.mjs') ? note : null
}

/** @throws PlainError when a demo runs on these data; ends what a demo that was killed outright left behind */
export function refuseSecondDemo() {
  const other = runningDemo()
  if (other)
    throw new PlainError(
      `A demo runs on these data already (${other.address}, process ${other.launcher}): stop it first, with Ctrl-C.`,
    )
  for (const pid of readNote()?.services ?? []) if (commandLine(pid).includes(path.join('dist', 'apps'))) signal(pid, 'SIGKILL')
  fs.rmSync(noteFile(), { force: true })
}

export function noteDemo(note) {
  fs.mkdirSync(dataFolder(), { recursive: true, mode: 0o755 })
  fs.writeFileSync(noteFile(), JSON.stringify({ launcher: process.pid, ...note }), { mode: 0o600 })
}

export const forgetDemo = () => fs.rmSync(noteFile(), { force: true })

function readNote() {
  try {
    return JSON.parse(fs.readFileSync(noteFile(), 'utf8'))
  } catch {
    return null
  }
}

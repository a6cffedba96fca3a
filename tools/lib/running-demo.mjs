/** A note beside the data of which demo runs on them, so that no second one starts on the same data, and a killed one's children are found. */
import fs from 'node:fs'
import path from 'node:path'
import { PlainError } from './console.mjs'
import { commandLine, isAlive, signal } from './processes.mjs'
import { dataFolder } from './settings.mjs'

const noteFile = () => path.join(dataFolder(), 'running.json')

/** The demo that runs on these data at the moment, or null. */
export function runningDemo() {
  const note = readJson(noteFile())
  return note && isAlive(note.launcher) && commandLine(note.launcher).includes('demo.mjs') ? note : null
}

/** @throws PlainError when a demo runs on these data; ends what a demo that was killed outright left behind */
export function refuseSecondDemo() {
  const other = runningDemo()
  if (other)
    throw new PlainError(
      `A demo runs on these data already (${other.address}, process ${other.launcher}): stop it first, with Ctrl-C.`,
    )
  for (const pid of readJson(noteFile())?.services ?? [])
    if (commandLine(pid).includes(path.join('dist', 'apps'))) signal(pid, 'SIGKILL')
  fs.rmSync(noteFile(), { force: true })
}

export function noteDemo(note) {
  fs.mkdirSync(dataFolder(), { recursive: true, mode: 0o755 })
  fs.writeFileSync(noteFile(), JSON.stringify({ launcher: process.pid, ...note }), { mode: 0o600 })
}

export const forgetDemo = () => fs.rmSync(noteFile(), { force: true })

const preparedFile = () => path.join(dataFolder(), 'prepared.json')

/** The demo accounts of embedded data that this very code has migrated and filled already, or null. */
export function preparedWith(code) {
  const note = readJson(preparedFile())
  return note?.code === code ? note.accounts : null
}

export const notePrepared = (code, accounts) =>
  fs.writeFileSync(preparedFile(), JSON.stringify({ code, accounts }), { mode: 0o600 })
export const forgetPrepared = () => fs.rmSync(preparedFile(), { force: true })

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

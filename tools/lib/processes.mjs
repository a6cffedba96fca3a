/** Small questions about processes and ports, with plain Node. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'

export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    // A zombie that nobody has collected yet (containers without a real init keep them for ever) is dead all the same.
    return process.platform !== 'linux' || !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** How a process was started; empty when it is no more. After a crash of the machine, a noted process id may be anybody's. */
export function commandLine(pid) {
  try {
    if (process.platform === 'linux') return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    if (process.platform === 'win32') return isAlive(pid) ? 'unknown' : ''
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/** Sends a signal; a process that has ended already is no fault. */
export function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch {
    // it has ended already
  }
}

/** A port of the loopback interface that nobody uses at the moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Whether somebody takes connections on this port of the loopback interface. */
export function answers(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host })
    socket.setTimeout(3000)
    const finish = (yes) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
    socket.once('timeout', () => finish(false))
  })
}

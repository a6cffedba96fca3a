import { createHash, randomBytes } from 'node:crypto'
import { generateSecret, generateURI, verifySync } from 'otplib'

const issuer = 'Passage (training)'
const stepSeconds = 30
const recoveryCodes = 10
/** Without the letters and digits that are taken for one another; 32 of them, five bits each. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A new secret of 160 bits in base32, as an authenticator app takes it (RFC 4226, 4). */
export function newSecret(): string {
  return generateSecret()
}

/** What the QR code of an enrolment holds. */
export function otpauthUri(secret: string, username: string): string {
  return generateURI({ issuer, label: username, secret })
}

/**
 * The step of 30 seconds that a code belongs to, if it is right now or was or will be within one step, and is later than the last that was
 * taken (RFC 6238, 5.2: a code is good once).
 * @param at Unix time in seconds
 */
export function stepOf(secret: string, code: string, lastStep: number, at: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const answer = verifySync({ secret, token: code, epoch: at, epochTolerance: stepSeconds, strategy: 'totp' })
  if (!answer.valid) return undefined
  const step = Math.floor(at / stepSeconds) + answer.delta
  return step > lastStep ? step : undefined
}

/** Ten codes of 120 bits, as `ABCD-EFGH-JKLM-NPQR-STUV-WXYZ`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodes }, () => {
    const text = [...randomBytes(24)].map((byte) => alphabet[byte % 32]).join('')
    return text.replace(/(.{4})(?=.)/g, '$1-')
  })
}

/** What is kept of a recovery code. 120 random bits need no slow hash (ASVS 6.5.2 asks for 112); the account is bound in, so that equal hashes tell nothing. */
export function recoveryCodeHash(accountId: string, code: string): Buffer {
  const plain = code.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return createHash('sha256')
    .update(JSON.stringify(['passage.recovery_code.v1', accountId, plain]))
    .digest()
}

/** Whether it has the form of a recovery code, hyphens or not. */
export function isRecoveryCode(code: string): boolean {
  return /^[A-Za-z2-9]{4}(-?[A-Za-z2-9]{4}){5}$/.test(code)
}

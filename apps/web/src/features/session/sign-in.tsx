import { useState } from 'react'
import type { Account } from '../../api/types'
import { PasswordForm } from './password-form'
import { SecondFactorForm } from './second-factor-form'

interface Props {
  username?: string
  onDone: (account: Account) => void
}

/** Name and password, and where it is on the second factor after them. */
export function SignIn({ username, onDone }: Props) {
  const [second, setSecond] = useState(false)
  return second ? (
    <SecondFactorForm onDone={onDone} onBack={() => setSecond(false)} />
  ) : (
    <PasswordForm username={username} onDone={(account) => (account ? onDone(account) : setSecond(true))} />
  )
}

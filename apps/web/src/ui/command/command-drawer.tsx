import { useState } from 'react'
import { flushSync } from 'react-dom'
import type { Receipt } from '../../api/types'
import { SideDrawer } from '../over'
import { Unhurried } from '../unhurried'
import { UnsavedGuard } from '../unsaved'
import { UnsavedQuestion } from '../unsaved-question'
import { CommandForm, type FormStep } from './command-form'
import type { CommandSpec } from './spec'

interface Props {
  spec: CommandSpec | null
  onClose: () => void
  onDone?: (receipt: Receipt) => void
}

/** A command's form beside the page that it belongs to. What was typed is not thrown away without a question. */
export function CommandDrawer({ spec, onClose, onDone }: Props) {
  const [dirty, setDirty] = useState(false)
  const [asking, setAsking] = useState(false)
  const [step, setStep] = useState<FormStep>('fill')
  const close = () => {
    setDirty(false)
    setAsking(false)
    setStep('fill')
    onClose()
  }
  const tryToClose = () => (dirty ? setAsking(true) : close())
  if (!spec) return null
  return (
    <SideDrawer
      onClose={tryToClose}
      size={step === 'stale' ? 'lg' : 'md'}
      title={spec.title}
      classNames={{ content: step === 'check' && spec.forGood ? 'interrupts' : undefined }}
    >
      <UnsavedGuard dirty={dirty} />
      {asking && <UnsavedQuestion onDiscard={close} onKeep={() => setAsking(false)} />}
      <Unhurried key={spec.path + spec.title}>
        <CommandForm
          spec={spec}
          onDirty={setDirty}
          onStep={setStep}
          onCancel={tryToClose}
          onDiscard={close}
          onDone={(receipt) => {
            // What follows may leave the page, and must not be asked about work that has been sent.
            flushSync(close)
            onDone?.(receipt)
          }}
        />
      </Unhurried>
    </SideDrawer>
  )
}

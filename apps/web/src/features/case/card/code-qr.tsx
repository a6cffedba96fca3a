import { drawingSVG, qrcode, type RenderOptions } from 'bwip-js/browser'
import { useMemo } from 'react'
import { QrPicture } from '../../../ui/qr-picture'

/** The text of a code as a QR code, in the middle grade of error correction: a card wears. */
export function CodeQr({ code, label }: { code: string; label: string }) {
  const svg = useMemo(() => {
    const options: RenderOptions & { eclevel: string } = { bcid: 'qrcode', text: code, eclevel: 'M' }
    return qrcode(options, drawingSVG())
  }, [code])
  return <QrPicture svg={svg} label={label} />
}

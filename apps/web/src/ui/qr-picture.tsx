import { useMemo } from 'react'

/** A QR code that was drawn as SVG. Only its outline is taken over, so that nothing else of the text becomes part of the page. */
export function QrPicture({ svg, label }: { svg: string; label: string }) {
  const drawn = useMemo(() => {
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
    return {
      viewBox: root.getAttribute('viewBox') ?? undefined,
      paths: [...root.querySelectorAll('path')].map((path) => path.getAttribute('d') ?? ''),
    }
  }, [svg])
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={drawn.viewBox} shapeRendering="crispEdges">
      {drawn.paths.map((outline) => (
        <path key={outline} d={outline} fillRule="evenodd" fill="#000" />
      ))}
    </svg>
  )
}

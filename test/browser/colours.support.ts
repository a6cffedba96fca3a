/**
 * Runs in the page, before what asks for it: `behind(element)`, the first colour behind an element, and `contrast(one, other)`, by how much two
 * colours stand out from each other (WCAG 2, 1 to 21).
 */
export const contrastInPage = `
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const luminance = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element) => {
    const colour = element ? getComputedStyle(element).backgroundColor : 'white'
    return colour === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : colour
  }
  const contrast = (one, other) => {
    const [a, b] = [luminance(one), luminance(other)]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }
`

/** An arrow between two states or days. It is drawn by the style sheet: as a text of its own nothing could judge its contrast. */
export function Arrow() {
  return <span aria-hidden className="arrow" />
}

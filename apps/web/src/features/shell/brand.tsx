import { Link } from '@tanstack/react-router'

export function Brand() {
  return (
    <Link to="/" className="brand">
      <img src="/favicon.svg" alt="" width={24} height={24} />
      Passage
    </Link>
  )
}

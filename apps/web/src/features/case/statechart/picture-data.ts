import { queryOptions } from '@tanstack/react-query'
import { getItems } from '../../../api/http'

/** Where a state stands in its picture, in the units of the picture. */
export interface PictureNode {
  readonly state: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A way from one state to another; `from` is null for the opening. */
export interface PictureEdge {
  readonly from: string | null
  readonly to: string
  readonly events: readonly string[]
  readonly points: readonly (readonly [number, number])[]
}

/** A lifecycle laid out by the server, without words: those are written here, in the reader's language. */
export interface LifecyclePicture {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
}

export const picturesQuery = queryOptions({
  queryKey: ['lifecycles', 'pictures'],
  queryFn: () => getItems<LifecyclePicture>('/lifecycles/pictures'),
  staleTime: Infinity,
})

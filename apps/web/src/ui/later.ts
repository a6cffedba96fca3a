import { lazy, type ComponentType } from 'react'

type PropsOf<Component> = Component extends (props: infer Props extends object) => unknown ? Props : Record<never, never>

/**
 * A component that is fetched when it is first drawn: what nobody has asked for yet weighs nothing on the first screen.
 * @example const Palette = later(() => import('./palette'), 'Palette')
 */
export function later<Module, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
): ComponentType<PropsOf<Module[Name]>> {
  return lazy(async () => ({ default: (await load())[name] as ComponentType<PropsOf<Module[Name]>> }))
}

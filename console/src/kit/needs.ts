// What a step asks for, as its form holds it.
import type { Need } from './record'

/** Turn what was typed into what the field takes. */
export function valueOf(need: Need, typed: string): unknown {
  const words = typed.trim()
  switch (need.shape) {
    case 'number':
      return Number(words)
    case 'boolean':
      return words === 'true'
    case 'list':
      return words.split(/\s*[、；;\n]\s*/).filter(Boolean)
    case 'people':
    case 'organs':
      return words.split(/[、，,\s]+/).filter(Boolean)
    case 'datetime':
      return `${words}:00+08:00`
    default:
      return words
  }
}

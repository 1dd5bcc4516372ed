// What narrows a list: a choice or a few words each; kept in the address, so that going back finds the list as it was.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Filter {
  name: string
  label: string
  /** The choices by code and name; without them words are typed. */
  choices?: [string, string][]
  /** A day is chosen. */
  day?: boolean
  /** What the list is without a choice; otherwise all. */
  otherwise?: string
  /** It changes the order of the list and leaves nothing out. */
  orders?: boolean
}
/** Read what a field of the bar holds now. */
export const typedIn = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value
/** Keep only what the list can be narrowed by. */
export function asked(query: Record<string, unknown>, filters: Filter[]): Record<string, string> {
  const said: Record<string, string> = {}
  for (const { name, choices } of filters) {
    const value = query[name]
    if (typeof value !== 'string' || !value.trim()) continue
    if (!choices || choices.some(([code]) => code === value)) said[name] = value.trim().slice(0, 100)
  }
  return said
}
/** Say what a list is narrowed to. */
export const inWords = (filters: Filter[], said: Record<string, string>): string[] =>
  filters
    .filter(({ name, orders }) => !orders && said[name])
    .map(({ name, label, choices }) => `${label}：${choices?.find(([code]) => code === said[name])?.[1] ?? said[name]}`)
export function useFilters(filters: () => Filter[]) {
  const route = useRoute()
  const router = useRouter()
  const said = computed(() => asked(route.query, filters()))
  function say(name: string, value: string) {
    const { [name]: _gone, ...rest } = said.value
    void router.replace({ query: value.trim() ? { ...rest, [name]: value.trim() } : rest })
  }
  return {
    said,
    query: computed(() => new URLSearchParams(said.value).toString()),
    say,
    none: computed(() => filters().every((each) => each.orders || !said.value[each.name])),
  }
}

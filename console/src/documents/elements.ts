// Which elements a kind of document bears (公文要素): what the form asks for first, and what it keeps folded away.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { components } from '../api/schema'
import { read } from '../kit/record'
import type { Draft } from './draft'

export type KindWord = Pick<components['schemas']['KindWord'], 'code' | 'directions' | 'required'>
const WAYS: Record<string, string> = { up: '上级机关', level: '同级或者不相隶属机关', down: '下级机关' }
export interface Elements {
  /** Whether it must be addressed to somebody by name. */
  addressed: boolean
  /** To whom it goes, in words. */
  whom: string
  /** Whether the note with whom to ask (附注) is obligatory. */
  note: boolean
  proposal: boolean
  assigned: boolean
}
/** Say which elements the form shows for a kind; what is filled in is shown whatever the kind, so that nothing gets lost. */
export function elementsOf(kind: KindWord | undefined, draft: Draft): Elements {
  const required = kind?.required ?? ['recipients']
  const ways = kind?.directions ?? []
  return {
    addressed: required.includes('recipients'),
    whom: ways.map((each) => WAYS[each] ?? '').join('、'),
    note: required.includes('contact') || required.includes('telephone'),
    proposal: draft.proposal !== '' || draft.forwards !== null || kind?.code === 'request',
    assigned: draft.assigned_by !== '' || ways.includes('up'),
  }
}
export function useElements(draft: () => Draft) {
  const { data } = useQuery({
    queryKey: ['vocabulary', 'kinds'],
    queryFn: () => read<components['schemas']['Vocabulary']>('/api/v1/vocabulary').then((found) => found.kinds),
    staleTime: 3_600_000,
    retry: 0,
  })
  return computed(() =>
    elementsOf(
      data.value?.find((each) => each.code === draft().kind),
      draft(),
    ),
  )
}

// A command on its way: busy meanwhile, what was said where it is refused, and whether it is to be confirmed.
import { ref, watch } from 'vue'
import { Refusal, type Problem } from '../api/client'

/**
 * `said`: what the command says; a doubt that was shown is of that only, and is not taken along when it changes.
 * `labels`: what the form calls its fields, so that a refusal names the one it is about.
 */
export function useTrying(said?: () => unknown, labels: Record<string, string> = {}) {
  /** The fields that were refused. */
  const wrong = ref<Set<string>>(new Set())
  const busy = ref(false)
  const refusal = ref('')
  const unsure = ref(false)
  if (said)
    watch(
      () => JSON.stringify(said()),
      () => {
        if (unsure.value) refusal.value = ''
        unsure.value = false
      },
    )
  async function trying(then: () => Promise<unknown>) {
    busy.value = true
    refusal.value = ''
    wrong.value = new Set()
    try {
      await then()
      unsure.value = false
    } catch (error) {
      unsure.value = error instanceof Refusal && error.problem.code === 'confirmation_needed'
      const told = error instanceof Refusal ? named(error.problem, labels) : null
      wrong.value = new Set(told?.keys())
      refusal.value = told?.size ? [...told.values()].join('；') : (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return { busy, refusal, trying, unsure, wrong }
}
/** What is said of each field of a form: once, and with its name. Nothing where a fault is of something else. */
export function named(problem: Problem, labels: Record<string, string>): Map<string, string> | null {
  const found = new Map<string, string>()
  for (const { field, message } of problem.errors ?? []) {
    const name = field.split('.').pop()?.split('[')[0] ?? ''
    const label = labels[name]
    if (!label) return null
    found.set(name, message.startsWith(label) ? message : `${label}：${message}`)
  }
  return found
}

// What was typed stays on the machine until the server has it; each piece belongs to one person.
const PREFIX = 'typed:'

/** Name where the machine keeps what a person types in a form. */
export const keyOf = (person: string, slot: string): string => `${PREFIX}${person}:${slot}`

function isSent(key: string): boolean {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as { sent?: boolean } | null)?.sent === true
  } catch {
    return false
  }
}
/** Take from the machine what the server has; what it lacks waits for the one who typed it. */
export function dropSent(besides?: string): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX) || (besides !== undefined && key.startsWith(keyOf(besides, '')))) continue
    if (isSent(key)) localStorage.removeItem(key)
  }
}
export const hasLeftovers = (): boolean => Object.keys(localStorage).some((key) => key.startsWith(PREFIX))

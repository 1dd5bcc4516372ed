// Stock phrases are told apart by their words: their places change.

/** Put other words in the place of a phrase; null where it is no longer there. */
export function replaced(phrases: string[], old: string, text: string): string[] | null {
  return phrases.includes(old) ? phrases.map((each) => (each === old ? text : each)) : null
}

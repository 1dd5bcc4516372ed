// Cutting a text at its hits, which are counted in characters and not in units of UTF-16.
export interface Marked {
  text: string
  hits: number[][]
}
export interface Piece {
  text: string
  hit: boolean
}

/** Mark the words that were searched for in a text that the search gives without marks, such as a number. */
export function markedBy(words: string, text: string): Marked {
  const letters = Array.from(text)
  const hits = words
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word) => {
      const sought = Array.from(word)
      return letters.flatMap((_, at) => (sought.every((each, place) => letters[at + place] === each) ? [[at, at + sought.length]] : []))
    })
  return { text, hits: hits.sort((one, other) => (one[0] ?? 0) - (other[0] ?? 0)) }
}

export function pieces({ text, hits }: Marked): Piece[] {
  const letters = Array.from(text)
  const found: Piece[] = []
  let at = 0
  for (const [from = 0, until = 0] of hits) {
    if (from > at) found.push({ text: letters.slice(at, from).join(''), hit: false })
    if (until > Math.max(from, at)) found.push({ text: letters.slice(Math.max(from, at), until).join(''), hit: true })
    at = Math.max(at, until)
  }
  if (at < letters.length) found.push({ text: letters.slice(at).join(''), hit: false })
  return found
}

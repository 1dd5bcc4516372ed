// The headers that prove where a request comes from: one of the console's pages, and whose.

/** The person who works in this tab, or did last: what they left unfinished is not done in the name of the next. */
let person = ''
export function workFor(id: string): void {
  person = id
}
/** Name the person of this tab, so that the server refuses what would be done in another's name. */
export const personHeader = (): Record<string, string> => (person ? { 'X-Tongban-Person': person } : {})
export const proof = (): Record<string, string> => ({ 'X-Tongban-Csrf': '1', ...personHeader() })

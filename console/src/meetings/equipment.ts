// What a room has, by code and by the word that people say; a word that has no code stands for itself.
const WORDS: [string, string][] = [
  ['video', '视频会议'],
  ['projector', '投影'],
  ['sound', '扩声'],
]
export const wordOf = (code: string) => WORDS.find(([each]) => each === code)?.[1] ?? code
export const codeOf = (word: string) => WORDS.find(([, each]) => each === word)?.[0] ?? word
/** Take what was typed, words between 、 or commas, for codes. */
export function codesOf(typed: string): string[] {
  return typed
    .split(/[、，,\s]+/)
    .filter(Boolean)
    .map(codeOf)
}

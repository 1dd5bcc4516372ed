// Files of the API, fetched where a plain link would not do: it cannot say in whose place one asks.
import { answer } from './record'

/** Fetch a file, with the name that the server gives it. */
export async function fetchFile(path: string): Promise<{ blob: Blob; name: string }> {
  const response = await answer(path, {})
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  return { blob: await response.blob(), name: name ? decodeURIComponent(name) : '文件' }
}
/** Hand a fetched file to the browser as a download. */
export function download(file: { blob: Blob; name: string }): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file.blob)
  link.download = file.name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000) // an old browser reads it after the click
}

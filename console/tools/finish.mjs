// Compress every built file, and note the hash of what it was built from.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const here = new URL('..', import.meta.url).pathname
const built = join(here, '../services/gateway/static/console')
const files = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
const sources = [
  ...files(join(here, 'src')),
  ...['index.html', 'package.json', 'package-lock.json', 'vite.config.ts', 'tools/finish.mjs'].map((n) => join(here, n)),
].filter((path) => !path.endsWith('schema.d.ts') && !path.endsWith('.test.ts'))
sources.push(join(here, '../docs/generated/openapi.json'))
const hash = createHash('sha256')
const named = sources.map((path) => [relative(join(here, '..'), path).split('\\').join('/'), path])
for (const [name, path] of named.sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
  hash.update(`${name}\0${createHash('sha256').update(readFileSync(path)).digest('hex')}\n`)
}
const digest = hash.digest('hex')
if (process.argv[2] === '--hash') console.log(digest)
else {
  for (const path of files(built)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
  writeFileSync(join(built, 'build.json'), `${JSON.stringify({ sources: digest })}\n`)
}

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PEOPLE } from './people'

it('offers people that the demonstration has', () => {
  const district = readFileSync(new URL('../../../services/directory/district.yaml', import.meta.url), 'utf8')

  for (const { username, name, post } of PEOPLE)
    expect(district).toContain(
      `username: ${username}, name: ${name}, organ: ${username.includes('.') ? username.split('.')[0] : 'nanhu'}, post: ${post.split(' · ')[1]},`,
    )
})
